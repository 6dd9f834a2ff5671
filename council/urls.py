from django.urls import path

from council import views

urlpatterns = [
    path("zdroje/", views.source_list, name="source-list"),
    path("zdroje/<slug:key>/", views.source_detail, name="source-detail"),
]
