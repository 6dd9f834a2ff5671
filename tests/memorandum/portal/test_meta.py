"""What a page tells machines cannot be turned against its readers."""

import json

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from council.models import Session
from evidence.models import AsOf, Body
from memorandum.portal.templatetags.meta import json_ld, kept, lasting_url, session_data
from tests.builders import D


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!-- & -->", 'uvozovky " a \\ lomítko', "\u2028"]
)
def test_no_text_ends_the_script_element(text):
    element = json_ld({"name": text})
    written = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert len(element) - len(written) == len('<script type="application/ld+json"></script>')
    assert not set("<>&") & set(written)
    assert json.loads(written) == {"name": text}


def test_markup_is_told_as_it_is_read():
    context = Context({"page_title": SafeString("A&nbsp;&amp; B"), "page_description": "", "url": "/"})
    assert '"name": "A \\u0026 B"' in session_data(context, Session(held_on=D(2016, 8, 30), body=Body(name="Rada")))


def test_what_is_kept_stays_escaped_in_an_attribute():
    template = Template('{% load meta %}{% kept as title %}{{ name }} {% endkept %}<meta content="{{ title }}">')
    assert template.render(Context({"name": '"><script>'})) == '<meta content="&quot;&gt;&lt;script&gt;">'
    assert isinstance(kept(SafeString(" a ")), SafeString)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "/obce/"),
        ("?q=lhota&okres=x", "/obce/"),
        ("?strana=2", "/obce/?strana=2"),
        ("?strana=12&q=a", "/obce/?strana=12"),
        ("?strana=1", "/obce/"),
        ("?strana=0", "/obce/"),
        ("?strana=٣", "/obce/"),
        ("?strana=2%22%3E", "/obce/"),
        (f"?strana={'9' * 5000}", "/obce/"),
    ],
)
def test_the_lasting_address_leaves_out_what_was_typed(query, expected):
    request = RequestFactory().get(f"/obce/{query}")
    assert lasting_url(Context({"request": request, "at": AsOf.now()})) == f"http://testserver{expected}"


def test_another_day_has_no_lasting_address():
    request = RequestFactory().get("/obce/")
    assert lasting_url(Context({"request": request, "at": AsOf(D(2016, 8, 30), AsOf.now().known)})) == ""
    assert lasting_url(Context({})) == ""
