from django.urls import path

from localities import views

urlpatterns = [
    path("lokality/", views.locality_list, name="locality-list"),
    path("obce/", views.municipality_list, name="municipality-list"),
    path("obce/<slug:code>/", views.municipality_detail, name="municipality-detail"),
    path("rozpory/", views.discrepancy_list, name="discrepancy-list"),
]
