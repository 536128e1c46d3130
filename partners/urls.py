from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/theme.css", views.theme, name="theme"),
    path("<slug:partnership>/meetings/", views.meetings, name="meetings"),
]
