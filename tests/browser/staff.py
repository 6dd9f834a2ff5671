"""A member of staff at a browser: who they are, and what a page of the staff's side owes them."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client

PHONE = {"width": 360, "height": 740}  # the smallest that the staff's side promises to fit


def committed(work, django_db_blocker):
    """Do it in a connection of its own, where it is committed: the server could not see it in the test's one."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


@contextlib.contextmanager
def signed_in(new_visitor, portal, django_db_blocker, **options):
    """A window in which an administrator is signed in; both are gone afterwards."""

    def come():
        user = get_user_model().objects.create_superuser("editorka", first_name="Editorka", last_name="Vymyšlená")
        client = Client()
        client.force_login(user)
        return user, client.cookies[settings.SESSION_COOKIE_NAME].value

    user, key = committed(come, django_db_blocker)
    try:
        with new_visitor(**options) as visitor:
            visitor.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": portal}])
            yield visitor
    finally:
        committed(lambda: (Session.objects.all().delete(), user.delete()), django_db_blocker)
