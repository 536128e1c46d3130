from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/meetings/", views.meetings, name="meetings"),
]
