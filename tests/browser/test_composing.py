"""Composing a paper in a browser: the preview follows what is typed, and blocks move, by mouse and by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from council.models import Block, Paper
from tests.browser.staff import signed_in

KEY = "pisemna-informace-2016-08-30"


@pytest.fixture(scope="module")
def desk(portal, new_visitor, django_db_blocker):
    with signed_in(new_visitor, portal, django_db_blocker) as visitor:
        yield visitor


@pytest.fixture
def composing(desk):
    desk.page.goto("about:blank")  # a preview still on its way from the last test is cut off here
    page = desk.open(reverse("admin:council_paper_change", args=[Paper.objects.get(key=KEY).pk]))
    expect(page.locator("#preview-paper .title")).to_contain_text("Memorandum o")
    yield page
    assert desk.complaints == []
    assert page.evaluate("violations") == []


def test_the_preview_follows_what_is_typed_and_saves_nothing(composing):
    text = composing.locator("#id_blocks-0-text")
    text.fill("Předkládáme něco <b>docela</b> jiného.")
    expect(composing.locator("#preview-paper")).to_contain_text("něco <b>docela</b> jiného")
    assert "docela" not in Block.objects.get(key="f9-na-vedomi").text


def test_the_preview_says_why_it_waits(composing):
    composing.locator("#id_blocks-0-text").fill("")
    expect(composing.locator("#preview-paper")).to_contain_text("Náhled počká")


def test_blocks_move_by_the_keyboard(composing):
    first = composing.locator("#blocks-0")
    down = first.get_by_role("button", name="Posunout níž")
    down.focus()
    composing.keyboard.press("Enter")
    expect(composing.locator("#id_blocks-0-position")).to_have_value("2")
    expect(composing.locator("#id_blocks-1-position")).to_have_value("1")
    expect(down).to_be_focused()
    expect(composing.locator("#preview-state")).to_contain_text("co je ve formuláři")
