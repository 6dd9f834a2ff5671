from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("sprava/", admin.site.urls),
]
