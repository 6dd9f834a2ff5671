from django.urls import path

import council.converters  # noqa: F401  # <year> and <session>
from council.views import memoranda, sessions, sources

urlpatterns = [
    path("memorandum/", memoranda.memorandum, name="memorandum"),
    path("zastupitelstvo/", sessions.session_list, name="session-list"),
    path("zastupitelstvo/kalendar.ics", sessions.session_calendar, name="session-calendar"),
    path("zastupitelstvo/<year:year>/<session:number>/", sessions.session_detail, name="session-detail"),
    path("zastupitelstvo/<year:year>/<session:number>/<slug:body>/", sessions.session_detail, name="session-detail"),
    path("zastupitelstvo/<day:held_on>/<slug:body>/", sessions.session_of_day, name="session-of-day"),
    path("informace/", sessions.paper_list, name="paper-list"),
    path("usneseni/", sources.resolution_list, name="resolution-list"),
    path("zdroje/", sources.source_list, name="source-list"),
    path("zdroje/<slug:key>/", sources.source_detail, name="source-detail"),
]
