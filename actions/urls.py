from django.urls import path

from . import views, views_reminders

urlpatterns = [
    path("<slug:partnership>/my-actions/", views.my_actions, name="my_actions"),
    path("<slug:partnership>/review/", views.review, name="review"),
    path("<slug:partnership>/actions/<int:pk>/", views.action_detail, name="action_detail"),
    path("<slug:partnership>/actions/<int:pk>/update/", views.action_update, name="action_update"),
    path("<slug:partnership>/actions/<int:pk>/edit/", views.action_edit, name="action_edit"),
    path("<slug:partnership>/rounds/<int:pk>/chase/", views_reminders.round_chase, name="round_chase"),
    path("<slug:partnership>/rounds/<int:pk>/sent/", views_reminders.round_sent, name="round_sent"),
]
