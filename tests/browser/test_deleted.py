"""The list of deleted records on a phone, when there are some with long names."""

import pytest
from django.urls import reverse

from localities.models import SupportChange
from tests.browser.accessibility import violations
from tests.browser.staff import PHONE, committed, signed_in


@pytest.fixture
def deleted(portal, django_db_blocker):
    """A long fact that was deleted; afterwards it is there again."""

    def delete():
        fact = SupportChange.objects.get(key="f25-ralsko")
        row = SupportChange.objects.filter(pk=fact.pk).values().get()
        fact.delete()
        return row

    row = committed(delete, django_db_blocker)
    yield
    committed(lambda: SupportChange(**row).save(force_insert=True), django_db_blocker)


def test_a_phone_needs_no_scrolling_to_the_side(deleted, new_visitor, portal, django_db_blocker):
    with signed_in(new_visitor, portal, django_db_blocker, viewport=PHONE) as visitor:
        page = visitor.open(reverse("admin:localities_supportchange_deleted"))
        assert page.get_by_role("button", name="Vrátit do evidence").count() >= 1
        assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
        assert violations(page) == []
