from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, register_converter

import council.converters  # noqa: F401  # <year> and <session>
from memorandum import bundles, downloads, embeds, feeds, finance, papers, standing, views
from memorandum.converters import DocumentFormat, PaperFormat, TableFormat
from memorandum.sitemaps import SITEMAPS

register_converter(TableFormat, "table")
register_converter(DocumentFormat, "document")
register_converter(PaperFormat, "paper")

urlpatterns = [
    path("", views.home, name="home"),
    path("lokality/export.<table:extension>", downloads.localities, name="locality-export"),
    path("obce/export.<table:extension>", downloads.municipalities, name="municipality-export"),
    path("lokality/<slug:slug>/", views.locality_detail, name="locality-detail"),
    path("lokality/<slug:slug>/vlozit/", embeds.locality_embed, name="locality-embed"),
    path("mapa/vlozit/", embeds.map_embed, name="map-embed"),
    path("informace/sestava/", views.paper_live, name="paper-live"),
    path("informace/sestava.<document:extension>", views.paper_live_file, name="paper-live-file"),
    path("informace/kniha-vydani/", papers.ledger, name="ledger"),
    path("informace/kniha-vydani.txt", papers.ledger_text, name="ledger-text"),
    path("informace/<year:year>-<session:number>/", papers.paper_detail, name="paper-detail"),
    path("informace/<year:year>-<session:number>/<slug:key>/", papers.paper_detail, name="paper-detail"),
    path("informace/<year:year>-<session:number>.<paper:extension>", papers.paper_file, name="paper-file"),
    path("informace/<year:year>-<session:number>/<slug:key>.<paper:extension>", papers.paper_file, name="paper-file"),
    path("finance/", finance.finance, name="finance"),
    path("finance/export.<table:extension>", downloads.amounts, name="finance-export"),
    path("zmeny/", views.change_list, name="change-list"),
    path("zmeny/atom.xml", feeds.changes, name="change-feed"),
    path("zmeny/export.<table:extension>", downloads.changes, name="change-export"),
    path("lokality/<slug:slug>/atom.xml", feeds.locality_changes, name="locality-feed"),
    path("usneseni/export.<table:extension>", downloads.resolutions, name="resolution-export"),
    path("zdroje/export.<table:extension>", downloads.sources, name="source-export"),
    path("zastupitelstvo/export.<table:extension>", downloads.sessions, name="session-export"),
    path("zastupitelstvo/<year:year>/<session:number>/podklady.zip", bundles.session_bundle, name="session-bundle"),
    path(
        "zastupitelstvo/<year:year>/<session:number>/<slug:body>/podklady.zip",
        bundles.session_bundle,
        name="session-bundle",
    ),
    path("zastupitelstvo/<day:held_on>/<slug:body>/podklady.zip", bundles.session_bundle, name="session-bundle"),
    path("informace/export.<table:extension>", downloads.papers, name="paper-export"),
    path("rozpory/export.<table:extension>", downloads.discrepancies, name="discrepancy-export"),
    path("o-portalu/", standing.about, name="about"),
    path("pristupnost/", standing.accessibility, name="accessibility"),
    path("ochrana-udaju/", standing.privacy, name="privacy"),
    path("robots.txt", standing.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("zdravi", views.health, name="health"),
    path("sprava/ucet/", include("memorandum.accounts.urls")),
    path("sprava/", admin.site.urls),
    path("", include("council.urls")),
    path("", include("localities.urls")),
]
handler400 = "memorandum.views.bad_request"
