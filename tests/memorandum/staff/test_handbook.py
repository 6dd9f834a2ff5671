"""The handbook: every page is shown, leads somewhere, and shows pictures that can be told in words."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles import finders
from django.urls import get_resolver, reverse

from memorandum.staff import roles
from memorandum.staff.pages import handbook
from tests.builders import locality

PICTURES = settings.BASE_DIR / "static" / "prirucka"
LARGEST = 150_000
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in handbook.FOLDER.glob("*.md")}
each = pytest.mark.parametrize("slug", sorted(SOURCES))


def address(slug):
    return reverse("admin:help") if slug == "README" else reverse("admin:help-page", args=[slug])


@pytest.fixture
def reader(client, db):
    """The least of the staff: a second factor is not asked for here."""
    user = User.objects.create_user("ctenarka", is_staff=True)
    user.groups.add(Group.objects.get(name=roles.Role.READER.group))
    client.force_login(user)
    return client


def page(reader, slug):
    response = reader.get(address(slug))
    assert response.status_code == 200
    return response.content.decode()


@each
def test_every_page_is_shown_to_any_of_the_staff_with_its_heading_once(reader, slug):
    text = page(reader, slug)
    title = SOURCES[slug].splitlines()[0].removeprefix("# ")
    assert text.count("<h1>") == 1
    assert f"<h1>{title}</h1>" in text.replace("\xa0", " ")
    assert "style=" not in text.split('class="handbook"')[1].split("</main>")[0]


@each
def test_every_link_leads_to_a_page_and_a_section_that_are_there(reader, slug):
    body = page(reader, slug).split('class="handbook"')[1].split('class="handbook-back"')[0]
    for link in re.findall(r'href="([^"]*)"', body):
        path, _, section = link.partition("#")
        assert path.startswith("/sprava/napoveda/"), link
        response = reader.get(path)
        assert response.status_code == 200, link
        assert not section or f'id="{section}"' in response.content.decode(), link


@each
def test_links_are_those_of_the_folder_too(slug):
    for link in re.findall(r"\]\(([^)#]*)", SOURCES[slug]):
        assert (handbook.FOLDER / link).resolve().is_file(), link


def test_the_contents_lead_to_every_page():
    listed = re.findall(r"\]\(([\w-]+)\.md\)", SOURCES["README"])
    assert sorted(listed) == handbook.slugs()


def test_every_picture_is_told_in_czech_words_is_small_and_in_use(reader):
    used = set()
    for slug, text in SOURCES.items():
        for words, name in re.findall(r"!\[([^\]]*)\]\(\.\./\.\./static/prirucka/([\w-]+\.png)\)", text):
            used.add(name)
            assert len(words) > 25, f"{slug}: {name}"
            assert words.endswith("."), f"{slug}: {name}"
            assert finders.find(f"prirucka/{name}"), f"{slug}: {name}"
        assert text.count("![") == page(reader, slug).count('loading="lazy"')
    files = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert set(files) == used
    assert {name: size for name, size in files.items() if size > LARGEST} == {}


def test_a_picture_takes_its_place_before_it_comes(reader):
    found = re.findall(r'<img src="([^"]*)"[^>]*? width="(\d+)" height="(\d+)"', page(reader, "historie-a-navrat"))
    assert [(src, int(width), int(height)) for src, width, height in found] == [
        ("/static/prirucka/historie.png", *handbook.size_of(PICTURES / "historie.png"))
    ]


def test_spaces_are_glued_as_czech_wants(reader):
    assert "1.\xa07.\xa02016" in page(reader, "zdroj-a-pasaz").replace("<code>1. 7. 2016</code>", "")
    assert "s\xa0tím" in page(reader, "co-je-treba-udelat")


@pytest.mark.parametrize("slug", ["nic", "readme", "README", "..", "../README", "slovnicek.md"])
def test_what_is_no_page_is_not_there(reader, slug):
    assert reader.get(f"/sprava/napoveda/{slug}/").status_code == 404


def test_a_page_could_not_bring_markup_of_its_own():
    shown = handbook._reader().render('<script>alert(1)</script>\n\n[x](javascript:alert(1)) <b onclick="x">y</b>')
    assert "<script" not in shown
    assert "<b" not in shown
    assert "<a" not in shown


def test_nobody_from_outside_reads_the_handbook(client, db):
    response = client.get(address("slovnicek"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{reverse('admin:login')}?")


# --- From a page to its help --------------------------------------------------------------------------------------


def names():
    site = get_resolver().namespace_dict["admin"][1]
    return [pattern.name or "" for pattern in site.url_patterns if hasattr(pattern, "name")] + [
        f"{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in admin.site._registry
        for page in ("changelist", "add", "change", "history", "deleted", "correct")
    ]


def test_every_promised_help_has_its_page_and_its_place():
    promised = [*handbook.HELPS.values(), *handbook.HELPS_WITH_ANY.values()]
    assert set(promised) <= set(handbook.slugs())
    assert [key for key in handbook.HELPS if not any(name.startswith(key) for name in names())] == []


@pytest.mark.parametrize(
    ("url_name", "slug"),
    [
        ("localities_locality_change", "zapsat-zmenu-podpory"),
        ("localities_locality_history", "historie-a-navrat"),
        ("localities_plan_change", "zapsat-clenstvi-plan-castku"),
        ("localities_planchange_correct", "opravit-podle-noveho-zdroje"),
        ("evidence_source_changelist", "zdroj-a-pasaz"),
        ("council_issuedpaper_change", "vydat-a-odvolat-pisemnost"),
        ("council_paper_add", "sestavit-pisemnost"),
        ("paper-issue", "vydat-a-odvolat-pisemnost"),
        ("index", ""),
        ("funding_programme_change", ""),
        ("help", ""),
        ("", ""),
    ],
)
def test_the_nearest_page_helps(url_name, slug):
    assert handbook.slug_for(url_name) == slug


def test_a_page_of_the_admin_leads_to_its_help(admin_client):
    shown = admin_client.get(reverse("admin:localities_locality_change", args=[locality().pk])).content.decode()
    here = '<span class="help-here">&nbsp;k&nbsp;této stránce</span>'
    assert f'<a href="{address("zapsat-zmenu-podpory")}">Nápověda{here}</a>' in shown
    shown = admin_client.get(reverse("admin:funding_programme_changelist")).content.decode()
    assert f'<a href="{address("README")}">Nápověda</a>' in shown
