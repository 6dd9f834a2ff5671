"""The house rules that no linter knows."""

import csv
import html
import re
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import PROTECT, BaseConstraint, ForeignKey, ManyToManyField
from django.template import engines
from django.template.base import FilterExpression
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.urls import get_resolver

from czech.inflection import declined
from evidence.models import Cited, Entry, Event, Fact, cited_models, natural_key
from evidence.models.events import TRACKED, is_tracked
from memorandum.imports.record_files import TABLES

ROOT = Path(__file__).resolve().parent.parent


ROOMS = ["memorandum", "funding", "localities", "council", "evidence", "formats", "czech"]
OURS = ["evidence", "council", "localities", "funding"]
MODELS = [
    model
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    if not model._meta.proxy  # a list of pairs belongs to its record
    and model is not Event  # history is told on the page of each record
]
ids = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


@ids
def test_names_are_czech_and_begin_small(model):
    names = [model._meta.verbose_name, model._meta.verbose_name_plural]
    names += [
        field.verbose_name
        for field in model._meta.get_fields()
        if field.concrete and not field.auto_created and not isinstance(field, ManyToManyField)
    ]
    fields = {field.name.replace("_", " ") for field in model._meta.get_fields()} - {"memorandum", "role", "text"}
    assert [name for name in names if name[0].isupper() and not name.startswith(("SHA", "IČO"))] == []
    assert [name for name in names if name in fields] == [], "a field without a Czech name"


@ids
def test_every_constraint_speaks_czech(model):
    default = BaseConstraint.default_violation_error_message
    assert [c.name for c in model._meta.constraints if c.violation_error_message == default] == []


@ids
def test_nothing_is_deleted_by_cascade(model):
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    assert [key.name for key in keys if key.remote_field.on_delete is not PROTECT] == []


def test_every_list_of_pairs_has_history():
    lists = {field.remote_field.through for model in MODELS for field in model._meta.local_many_to_many}
    pairs = {model for model in lists if model._meta.auto_created}
    assert pairs - {model._meta.concrete_model for model, _ in TRACKED.values()} == set()


@ids
def test_every_model_is_in_the_admin(model):
    assert admin.site.is_registered(model)


@ids
def test_every_table_that_people_edit_has_history(model):
    if model._meta.label in ("evidence.LoadedKey", "evidence.Import", "evidence.ImportFile", "localities.Boundary"):
        return  # written by the loader only, and never changed; replaced as a whole by the next official file
    assert is_tracked(model)


@pytest.mark.parametrize("model", cited_models(), ids=lambda model: model._meta.label)
def test_what_is_cited_says_what_it_states(model, db):
    rows = model._default_manager.public().annotate(statement=model.says()).values_list("statement")
    assert list(rows) == []
    if issubclass(model, Fact):
        assert model.SUBJECT
        assert {name.removesuffix("_id") for name in model.SUBJECT} <= {f.name for f in model._meta.concrete_fields}


def test_the_record_s_files_cover_every_model():
    # Boundaries come from an official file; who may do what, and how papers look, is not of the record.  Issued papers
    # are bytes and hashes in one chain: a dump of the database takes them along, a file must not bring any.
    apart = {"loadedkey", "file", "boundary", "scope", "ledgerentry", "issuedpaper", "withdrawal"}
    apart |= {"timestamp", "template"}
    apart |= {"import", "importfile"}  # how rows came, not what they say
    apart |= {"verdict"}  # on what a program proposed: its outcome is in the record, or it is not wanted
    missing = {model for model in MODELS if model._meta.model_name not in apart} - set(TABLES.values())
    assert missing == set()
    assert [m for m in TABLES.values() if not m._meta.get_field(natural_key(m)).unique] == []


def test_all_facts_are_cited_models():
    assert all(issubclass(model, Cited) for model in MODELS if issubclass(model, Fact))


def test_every_template_is_used():
    sources = [path for app in ["memorandum", *OURS] for path in (ROOT / app).rglob("*.py")]
    texts = {path: path.read_text() for path in [*sources, *ROOT.glob("templates/**/*.html")]}
    found = []
    for template in ROOT.glob("templates/**/*.html"):
        name = str(template.relative_to(ROOT / "templates"))
        if name in ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"):
            continue  # Django's own names, and allauth's
        if any((Path(folder) / "templates" / name).exists() for folder in (*admin.__path__, *allauth.__path__)):
            continue  # ours in the place of Django's or allauth's
        includes = (f'"{name}"', f'"{name}#')  # of the whole, of a part
        others = [text for path, text in texts.items() if path != template and "var" not in path.parts]
        if not any(include in text for text in others for include in includes):
            found.append(name)
    assert found == []


# --- Links in templates ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def templates():
    """Every template of ours, compiled, by its name."""
    names = [str(path.relative_to(ROOT / "templates")) for path in ROOT.glob("templates/**/*.html")]
    return {name: engines["django"].engine.get_template(name) for name in names}


@pytest.fixture(scope="module")
def words_handed_in(templates):
    """What an included template is told: the texts by the template's name and the variable's."""
    words = {}
    for template in templates.values():
        for include in template.nodelist.get_nodes_by_type(IncludeNode):
            for variable, value in include.extra_context.items():
                words.setdefault((include.template.var, variable), []).append(value.var)
    return words


def dead_links(template, words_handed_in):
    """The links of a template that no address answers; also those that would silently stay empty."""
    for node in template.nodelist.get_nodes_by_type((URLNode, SimpleNode)):
        if isinstance(node, URLNode):
            name, args, kwargs = node.view_name, node.args, node.kwargs
        elif node.func.__name__ == "url_at":
            name, args, kwargs = node.args[0], node.args[1:], {}  # its named words go into the query string
            if not isinstance(name.var, str) and len(name.var.lookups) > 1:
                continue  # the address that a record gives of itself
        else:
            continue
        names = names_of(name, words_handed_in, template.name)
        if not names or not all(answers(each, len(args), set(kwargs)) for each in names):
            yield f"{template.name}: {node.token.contents}"


def names_of(name: FilterExpression, words_handed_in, template):
    """The names a link may have: the one written there, those that includes hand in, or those of a page of records."""
    if isinstance(name.var, str):
        return [name.var]
    if name.filters:
        (_, ((_, page),)) = name.filters[0]  # opts|admin_urlname:'change'
        kinds = FACTS if page == "correct" else ENTRIES if page == "strike" else admin.site._registry
        return [f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}" for model in kinds]
    return words_handed_in.get((template, name.var.var), [])


FACTS = [model for model in MODELS if issubclass(model, Fact)]
ENTRIES = [model for model in MODELS if issubclass(model, Entry)]


def answers(name, count, named):
    """Whether there is an address of this name with so many arguments."""
    resolver = get_resolver()
    *spaces, name = name.split(":")
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    forms = [set(parameters) for ways, *_ in resolver.reverse_dict.getlist(name) for _, parameters in ways]
    return any(named == form if named else count == len(form) for form in forms)


def test_every_link_in_a_template_leads_somewhere(templates, words_handed_in):
    assert [link for template in templates.values() for link in dead_links(template, words_handed_in)] == []


@pytest.mark.parametrize(
    "link",
    [
        "{% url 'admin:reading' as reading_url %}",  # lacks its key
        "{% url 'admin:nowhere' %}",
        "{% url 'locality-list' locality.slug %}",
        "{% url 'mfa_edit_webauthn' key=authenticator.pk %}",
        "{% load asof %}{% url_at 'locality-detail' %}",
        "{% load admin_urls %}{% url opts|admin_urlname:'nowhere' %}",
        "{% url name %}",  # nobody says which
    ],
)
def test_a_link_that_leads_nowhere_is_found(link):
    assert len([*dead_links(engines["django"].engine.from_string(f"{{% if x %}}{link}{{% endif %}}"), {})]) == 1


def test_every_test_file_is_collected():
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


#: Names of the record that are right in the code of any region, each with the reason.
NAMES_OF_ALL = {"Agentura pro sociální začleňování": "the other party, whatever region the portal is of"}


def _names_of_the_region():
    """Every name that places and bodies of the record have, in every case, as words in small letters."""
    told = {
        "municipalities": ("name", "district", "orp"),
        "localities": ("name",),
        "locality_aliases": ("name",),
        "bodies": ("name",),
        "body_changes": ("name",),
    }
    names = set()
    for table, columns in told.items():
        with (ROOT / f"data/liberecky-kraj/{table}.csv").open() as file:
            names |= {row[column] for row in csv.DictReader(file) for column in columns}
    return {form for name in names - set(NAMES_OF_ALL) - {""} for form in declined(name)}


def test_nothing_about_the_region_is_in_the_code():
    names = _names_of_the_region()
    with (ROOT / "data/liberecky-kraj/localities.csv").open() as file:
        slugs = {row["slug"] for row in csv.DictReader(file)}
    longest = max(map(len, names))
    code = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = []
    for path in [*code, *ROOT.glob("templates/**/*.*"), *ROOT.glob("static/*.js")]:
        text = html.unescape(path.read_text())
        words = re.findall(r"\w+", text)
        small = [word.casefold() for word in words]
        for start, word in enumerate(words):
            written = {tuple(small[start : start + length]) for length in range(1, longest + 1)}
            if word[0].isupper() and not word.isupper() and written & names:
                found.append(f"{path.relative_to(ROOT)}: {' '.join(words[start : start + 3])}")
        found += [f"{path.relative_to(ROOT)}: {slug}" for slug in slugs & set(re.findall(r"[\w-]+", text))]
    assert found == []
