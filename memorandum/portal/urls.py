"""The address book of the public.  An address that was once given out stays."""

from django.urls import path

import memorandum.portal.converters  # noqa: F401 (registers <year>, <session>, <day> and the formats)
from memorandum.portal import feeds, lists
from memorandum.portal.pages import (
    changes,
    decisions,
    embeds,
    ledger,
    localities,
    memoranda,
    money,
    municipalities,
    overview,
    papers,
    search,
    session_archive,
    sessions,
    sources,
    standing,
)
from memorandum.portal.sitemaps import sitemap, sitemap_section

_SESSION = "zastupitelstvo/<year:year>/<session:number>/"
_SESSION_OF_DAY = "zastupitelstvo/<day:held_on>/<slug:body>/"
_SESSIONS = (_SESSION, f"{_SESSION}<slug:body>/", _SESSION_OF_DAY)
#: Below each session; they stand before the session of a body, whose key may be any word.
_DECISIONS = (
    ("usneseni/", decisions.decision_list, "decision-list"),
    ("usneseni.<document:extension>", decisions.decision_list_file, "decision-list-file"),
    ("usneseni/<slug:item>/", decisions.decision_extract, "decision-extract"),
    ("usneseni/<slug:item>.<document:extension>", decisions.decision_extract_file, "decision-extract-file"),
)
_PAPER = "informace/<year:year>-<session:number>"

urlpatterns = [
    path("", overview.home, name="home"),
    path("lokality/", lists.LOCALITIES.page, name="locality-list"),
    path("lokality/export.<table:extension>", lists.LOCALITIES.export, name="locality-export"),
    path("lokality/<slug:slug>/", localities.locality_detail, name="locality-detail"),
    path("lokality/<slug:slug>/vlozit/", embeds.locality_embed, name="locality-embed"),
    path("lokality/<slug:slug>/atom.xml", feeds.locality_changes, name="locality-feed"),
    path("mapa/vlozit/", embeds.map_embed, name="map-embed"),
    path("obce/", lists.MUNICIPALITIES.page, name="municipality-list"),
    path("obce/export.<table:extension>", lists.MUNICIPALITIES.export, name="municipality-export"),
    path("obce/<slug:code>/", municipalities.municipality_detail, name="municipality-detail"),
    path("finance/", money.finance, name="finance"),
    path("finance/export.<table:extension>", lists.AMOUNTS.export, name="finance-export"),
    path("memorandum/", memoranda.memorandum, name="memorandum"),
    path("zastupitelstvo/", lists.SESSIONS.page, name="session-list"),
    path("zastupitelstvo/export.<table:extension>", lists.SESSIONS.export, name="session-export"),
    path("zastupitelstvo/kalendar.ics", sessions.session_calendar, name="session-calendar"),
    *(path(f"{base}{end}", view, name=name) for base in _SESSIONS for end, view, name in _DECISIONS),
    path(_SESSION, sessions.session_detail, name="session-detail"),
    path(f"{_SESSION}<slug:body>/", sessions.session_detail, name="session-detail"),
    path(_SESSION_OF_DAY, sessions.session_detail, name="session-of-day"),
    path(f"{_SESSION}podklady.zip", session_archive.session_bundle, name="session-bundle"),
    path(f"{_SESSION}<slug:body>/podklady.zip", session_archive.session_bundle, name="session-bundle"),
    path(f"{_SESSION_OF_DAY}podklady.zip", session_archive.session_bundle, name="session-bundle"),
    path("informace/", lists.PAPERS.page, name="paper-list"),
    path("informace/export.<table:extension>", lists.PAPERS.export, name="paper-export"),
    path("informace/sestava/", papers.paper_live, name="paper-live"),
    path("informace/sestava.<document:extension>", papers.paper_live_file, name="paper-live-file"),
    path("informace/kniha-vydani/", ledger.ledger, name="ledger"),
    path("informace/kniha-vydani.txt", ledger.ledger_text, name="ledger-text"),
    path(f"{_PAPER}/", papers.paper_detail, name="paper-detail"),
    path(f"{_PAPER}/soubory/", papers.paper_files, name="paper-files"),
    path(f"{_PAPER}/<slug:key>/soubory/", papers.paper_files, name="paper-files"),
    path(f"{_PAPER}/<slug:key>/", papers.paper_detail, name="paper-detail"),
    path(f"{_PAPER}.<paper:extension>", papers.paper_file, name="paper-file"),
    path(f"{_PAPER}/<slug:key>.<paper:extension>", papers.paper_file, name="paper-file"),
    path("usneseni/", lists.RESOLUTIONS.page, name="resolution-list"),
    path("usneseni/export.<table:extension>", lists.RESOLUTIONS.export, name="resolution-export"),
    path("zdroje/", lists.SOURCES.page, name="source-list"),
    path("zdroje/export.<table:extension>", lists.SOURCES.export, name="source-export"),
    path("zdroje/<slug:key>/", sources.source_detail, name="source-detail"),
    path("rozpory/", lists.DISCREPANCIES.page, name="discrepancy-list"),
    path("rozpory/export.<table:extension>", lists.DISCREPANCIES.export, name="discrepancy-export"),
    path("zmeny/", changes.change_list, name="change-list"),
    path("zmeny/export.<table:extension>", lists.CHANGES.export, name="change-export"),
    path("zmeny/atom.xml", feeds.changes, name="change-feed"),
    path("hledat/", search.search, name="search"),
    path("o-portalu/", standing.about, name="about"),
    path("pristupnost/", standing.accessibility, name="accessibility"),
    path("ochrana-udaju/", standing.privacy, name="privacy"),
    path("robots.txt", standing.robots, name="robots"),
    path(".well-known/security.txt", standing.security_txt, name="security-txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap-section"),
    path("zdravi", standing.health, name="health"),
]
