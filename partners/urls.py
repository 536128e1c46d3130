from django.urls import path

from . import contacts, views

urlpatterns = [
    path("<slug:partnership>/meetings/", views.meetings, name="meetings"),
    path("<slug:partnership>/contacts/", contacts.contacts, name="contacts"),
]
