from django.contrib import admin
from django.urls import include, path, register_converter

from memorandum import views
from memorandum.converters import DocumentFormat, TableFormat

register_converter(TableFormat, "table")
register_converter(DocumentFormat, "document")

urlpatterns = [
    path("", views.home, name="home"),
    path("lokality/export.<table:extension>", views.locality_export, name="locality-export"),
    path("obce/export.<table:extension>", views.municipality_export, name="municipality-export"),
    path("lokality/<slug:slug>/", views.locality_detail, name="locality-detail"),
    path("informace/sestava/", views.paper_live, name="paper-live"),
    path("informace/sestava.<document:extension>", views.paper_live_file, name="paper-live-file"),
    path("zdravi", views.health, name="health"),
    path("sprava/", admin.site.urls),
    path("", include("council.urls")),
    path("", include("localities.urls")),
]
handler400 = "memorandum.views.bad_request"
