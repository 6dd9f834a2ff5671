"""How public answers speak to programs: may it be kept, is it still the same, what is allowed."""

import datetime
import gzip
import html

import pytest
from django.utils.http import http_date, parse_http_date

from tests import builders as b
from tests.memorandum.portal.surfaces.asking import each

TEXTS = ("text/", "application/json", "application/xml", "application/atom")
PACKED = (".xlsx", ".docx", ".pdf", ".zip")


@each
def test_an_answer_is_fetched_again_only_when_it_is_another(client, public, surface):
    """By its tag and by its time, compressed where it is a text; of a file that is packed anew the tag may differ."""
    is_packed = surface.cheapest.endswith(PACKED)
    first = client.get(surface.cheapest, headers={"Accept-Encoding": "gzip"})
    if surface.route == "zdravi":  # a watch wants to know how it is, not how it was
        assert first["Cache-Control"] == "no-store"
        return
    assert "public" in first["Cache-Control"]
    if "Content-Encoding" in first:
        assert first["Content-Type"].startswith(TEXTS)
        assert (first["Content-Encoding"], first["ETag"][:3]) == ("gzip", 'W/"')
        assert "Accept-Encoding" in first["Vary"]
        assert len(gzip.decompress(first.content)) > len(first.content)
    else:
        assert len(first.content) < 500 or not first["Content-Type"].startswith(TEXTS)
    tagged = client.get(surface.cheapest, headers={"If-None-Match": first["ETag"]})
    assert (tagged.status_code, tagged.content) == (304, b"") or is_packed
    dated = client.head(surface.cheapest, headers={"If-Modified-Since": first["Last-Modified"]})
    assert dated.status_code == 304


@each
def test_public_addresses_are_only_read(client, public, surface):
    asked = client.options(surface.cheapest)
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, OPTIONS")
    answer = client.post(surface.cheapest)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_was_sent_to_a_page_is_told_to_be_lost(client, db, method):
    answer = getattr(client, method)("/lokality/", {"q": "Lhota"})
    assert answer.status_code == 405
    assert "nic z toho, co jste odeslali, se neuložilo" in html.unescape(answer.content.decode()).replace("\xa0", " ")


@pytest.mark.django_db
def test_who_read_it_earlier_reads_it_anew(client):
    earlier = http_date(parse_http_date(client.get("/o-portalu/")["Last-Modified"]) - 1)
    assert client.get("/o-portalu/", headers={"If-Modified-Since": earlier}).status_code == 200


@pytest.mark.django_db
def test_what_enters_the_record_makes_another_answer(client):
    place = b.locality("Podskalí", slug="podskali")
    first = client.get("/lokality/podskali/")
    kept = {"If-None-Match": first["ETag"]}
    assert client.get("/lokality/podskali/", headers=kept).status_code == 304
    b.later()
    b.support(place, "intensive", b.LONG_AGO, b.LONG_AGO)
    second = client.get("/lokality/podskali/", headers=kept)
    assert second.status_code == 200
    assert parse_http_date(second["Last-Modified"]) >= parse_http_date(first["Last-Modified"])


@pytest.mark.django_db
def test_a_new_day_makes_another_answer(client, monkeypatch):
    b.locality("Podskalí")
    first = client.get("/")["Last-Modified"]
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    assert client.get("/", headers={"If-Modified-Since": first}).status_code == 200


def test_staff_pages_are_kept_by_nobody(admin_client):
    answer = admin_client.get("/sprava/", headers={"Accept-Encoding": "gzip"})
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
    assert "ETag" not in answer
    assert "Content-Encoding" not in answer
