from django.urls import include, path

urlpatterns = [
    path("sprava/", include("memorandum.staff.urls")),
    path("", include("memorandum.portal.urls")),
]
handler400 = "memorandum.portal.pages.standing.bad_request"
