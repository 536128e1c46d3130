from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/meetings/<int:pk>/", views.meeting_detail, name="meeting_detail"),
]
