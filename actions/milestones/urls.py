from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/actions/<int:pk>/milestones/new/", views.milestone_new, name="milestone_new"),
    path("<slug:partnership>/milestones/<int:pk>/edit/", views.milestone_edit, name="milestone_edit"),
    path("<slug:partnership>/milestones/<int:pk>/remove/", views.milestone_remove, name="milestone_remove"),
    path("<slug:partnership>/milestones/<int:pk>/return/", views.milestone_return, name="milestone_return"),
]
