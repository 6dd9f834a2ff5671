"""Links lead on through the two days that were asked about."""

import pytest
from django.template import Context, Template

from evidence.models import AsOf
from memorandum.portal.links import with_days
from tests.builders import D

THEN = AsOf(D(2016, 8, 30), D(2016, 9, 1))
DAYS = "ke_dni=2016-08-30&znamo_k=2016-09-01"


@pytest.mark.parametrize(
    ("url", "at", "asked", "expected"),
    [
        ("/obce/", THEN, {}, f"/obce/?{DAYS}"),
        ("/obce/", None, {}, "/obce/"),
        ("/obce/", None, {"okres": "Lhota & spol."}, "/obce/?okres=Lhota+%26+spol."),
        ("/obce/#misto", THEN, {"q": "a"}, f"/obce/?q=a&{DAYS}#misto"),
    ],
)
def test_an_address_asks_what_its_page_was_asked(url, at, asked, expected):
    assert with_days(url, at, **asked) == expected


def test_today_is_the_plain_address():
    assert with_days("/obce/", AsOf.now()) == "/obce/"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{% url_at 'municipality-list' %}", "/obce/?"),
        ("{% url_at 'municipality-detail' '900001' %}", "/obce/900001/?"),
        ("{% url_at path %}", "/zdroje/1/?"),
        ("{% url_at 'locality-list' podpora='jiná' %}", "/lokality/?podpora=jin%C3%A1&amp;"),
    ],
)
def test_one_tag_leads_by_a_name_and_by_an_address(tag, expected):
    context = Context({"at": THEN, "path": "/zdroje/1/"})
    assert Template(f"{{% load asof %}}{tag}").render(context) == expected + DAYS.replace("&", "&amp;")
