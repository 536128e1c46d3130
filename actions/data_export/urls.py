from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/export/", views.export, name="export"),
    path("<slug:partnership>/export.zip", views.export_zip, name="export_zip"),
]
