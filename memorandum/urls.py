from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("sprava/ucet/", include("memorandum.staff.accounts.urls")),
    path("sprava/", admin.site.urls),
    path("", include("memorandum.portal.urls")),
]
handler400 = "memorandum.portal.pages.standing.bad_request"
