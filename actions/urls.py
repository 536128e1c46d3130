from django.urls import path

from . import views, views_reminders

urlpatterns = [
    path("<slug:partnership>/my-actions/", views.my_actions, name="my_actions"),
    path("<slug:partnership>/review/", views.review, name="review"),
    path("<slug:partnership>/actions/<int:pk>/", views.action_detail, name="action_detail"),
    path("<slug:partnership>/actions/<int:pk>/update/", views.action_update, name="action_update"),
    path("<slug:partnership>/actions/<int:pk>/edit/", views.action_edit, name="action_edit"),
    path("<slug:partnership>/actions/<int:pk>/undo/", views.action_undo, name="action_undo"),
    path("<slug:partnership>/evidence/<int:pk>/", views.evidence, name="evidence"),
    path("<slug:partnership>/delivered/", views.delivered, name="delivered"),
    path("<slug:partnership>/date-moves/", views.date_moves, name="date_moves"),
    path("<slug:partnership>/date-moves/<int:pk>/", views.date_move, name="date_move"),
    path("<slug:partnership>/date-moves/<int:pk>/withdraw/", views.date_move_withdraw, name="date_move_withdraw"),
    path("<slug:partnership>/rounds/<int:pk>/chase/", views_reminders.round_chase, name="round_chase"),
    path("<slug:partnership>/rounds/<int:pk>/sent/", views_reminders.round_sent, name="round_sent"),
]
