"""A member of staff at a browser: who they are, and what a page of the staff's side owes them."""

import contextlib

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client


@contextlib.contextmanager
def signed_in(new_visitor, portal, django_db_blocker, **options):
    """A window in which an administrator is signed in; both are gone afterwards."""
    with django_db_blocker.unblock():
        user = get_user_model().objects.create_superuser("editorka", first_name="Editorka", last_name="Vymyšlená")
        client = Client()
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
    try:
        with new_visitor(**options) as visitor:
            visitor.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": portal}])
            yield visitor
    finally:
        with django_db_blocker.unblock():
            Session.objects.all().delete()
            user.delete()
