"""The address book of the staff, all under /sprava/: accounts, the portal's own pages, and the pages of records.

The last are Django's admin.  The portal's pages have names in its namespace, and each stands behind its door: nobody
reaches one whom the site itself would not let in.
"""

from typing import Any

from django.contrib import admin
from django.urls import include, path

import memorandum.portal.converters  # noqa: F401 (registers the formats)
from memorandum.staff.pages import (
    composing,
    edited,
    findings,
    front,
    handbook,
    importing,
    issuing,
    office_templates,
    public_page,
    reading,
)

_inside = admin.site.admin_view
_PAPER = "council/paper/<int:pk>"
_ISSUED = "council/issuedpaper/<int:pk>"
_TEMPLATE = "council/template"

pages: list[Any] = [
    path("", _inside(front.front_page), name="index"),
    path("ukoly/", _inside(findings.finding_list), name="finding-list"),
    path("napoveda/", _inside(handbook.page), name="help"),
    path("napoveda/<slug:slug>/", _inside(handbook.page), name="help-page"),
    path("import/", _inside(importing.start), name="import"),
    path("import/vzor/<slug:kind>.xlsx", _inside(importing.template_file), name="import-template"),
    path("import/<slug:token>/", _inside(importing.preview), name="import-preview"),
    path("import/<slug:token>/chyby.csv", _inside(importing.problems), name="import-problems"),
    path("tabulka/<slug:kind>.xlsx", _inside(importing.table), name="table"),
    path("cteni/", _inside(reading.start), name="reading-start"),
    path("cteni/<slug:key>/", _inside(reading.read), name="reading"),
    path("cteni/<slug:key>/rozhodnuti/", _inside(reading.decide), name="reading-decide"),
    path("sestaveni/", _inside(composing.draft), name="paper-draft"),
    path(f"{_PAPER}/nahled/", _inside(composing.preview), name="paper-preview"),
    path(f"{_PAPER}/nahled.<document:extension>", _inside(composing.preview_file), name="paper-preview-file"),
    path(f"{_PAPER}/vydat/", _inside(issuing.issue_paper), name="paper-issue"),
    path(f"{_PAPER}/vydat/upraveny/", _inside(edited.edited_paper), name="paper-edited"),
    path(f"{_PAPER}/vydat/upraveny.<document:extension>", _inside(edited.edited_file), name="paper-edited-file"),
    path(f"{_ISSUED}/odvolat/", _inside(issuing.withdraw_paper), name="paper-withdraw"),
    path(f"{_ISSUED}/soubor.<paper:extension>", _inside(issuing.issued_file), name="issued-file"),
    path(f"{_TEMPLATE}/sablona-portalu.docx", _inside(office_templates.own_file), name="council_template_own"),
    path(f"{_TEMPLATE}/vlastni/", _inside(office_templates.return_to_own), name="council_template_return"),
    path(f"{_TEMPLATE}/<int:pk>/sablona.docx", _inside(office_templates.file), name="council_template_file"),
    path(f"{_TEMPLATE}/<int:pk>/vyzkouset.docx", _inside(office_templates.trial), name="council_template_trial"),
    path(f"{_TEMPLATE}/<int:pk>/pouzivat/", _inside(office_templates.activate), name="council_template_activate"),
    path("r/<int:content_type_id>/<path:object_id>/", _inside(public_page.public_page), name="view_on_site"),
]
_names = {page.name for page in pages}
#: Django's pages after ours, for its last pattern takes whatever is left; without those that ours stand for.
records = [page for page in admin.site.get_urls() if getattr(page, "name", "") not in _names]

urlpatterns = [
    path("ucet/", include("memorandum.staff.accounts.urls")),
    path("", include(([*pages, *records], "admin"), namespace=admin.site.name)),
]
