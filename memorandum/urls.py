from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    *([] if settings.IS_PUBLIC else [path("sprava/", include("memorandum.staff.urls"))]),
    path("", include("memorandum.portal.urls")),
]
handler400 = "memorandum.portal.pages.standing.bad_request"
handler404 = "memorandum.portal.pages.standing.not_found"
handler500 = "memorandum.portal.pages.standing.fault"
