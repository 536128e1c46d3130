from django.urls import include, path

from . import people, succession, views, views_my_updates, views_reminders, views_rounds
from .bringing import urls as bringing
from .carrying import urls as carrying
from .desk import urls as desk
from .duties import urls as duties
from .exporting import urls as exporting
from .finding import urls as finding
from .meetings import urls as meetings
from .personal import urls as personal
from .spreadsheet import views as sheets
from .writing import urls as writing

urlpatterns = [
    path("<slug:partnership>/my-actions/", views.my_actions, name="my_actions"),
    path("<slug:partnership>/my-updates/", views_my_updates.my_updates, name="my_updates"),
    path("<slug:partnership>/rounds/", views_rounds.rounds, name="rounds"),
    path("<slug:partnership>/rounds/new/", views_rounds.round_new, name="round_new"),
    path("<slug:partnership>/rounds/<int:pk>/", views_rounds.round_detail, name="round_detail"),
    path("<slug:partnership>/rounds/<int:pk>/edit/", views_rounds.round_edit, name="round_edit"),
    path("<slug:partnership>/rounds/<int:pk>/delete/", views_rounds.round_delete, name="round_delete"),
    path("<slug:partnership>/my-actions/spreadsheet/", sheets.spreadsheet, name="spreadsheet"),
    path("<slug:partnership>/my-actions/actions.xlsx", sheets.spreadsheet_download, name="spreadsheet_download"),
    path("<slug:partnership>/my-actions/upload/", sheets.spreadsheet_upload, name="spreadsheet_upload"),
    path("<slug:partnership>/my-actions/upload/save/", sheets.spreadsheet_save, name="spreadsheet_save"),
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
    path(
        "<slug:partnership>/rounds/<int:pk>/sent/<int:reminder>/again/",
        views_reminders.reminder_again,
        name="reminder_again",
    ),
    path("<slug:partnership>/people/", people.people, name="people"),
    path("<slug:partnership>/people/people.<slug:kind>", people.people_list_file, name="people_list_file"),
    path("<slug:partnership>/authorities/<int:pk>/succeed/", succession.authority_succeed, name="authority_succeed"),
    path("", include(bringing)),
    path("", include(carrying)),
    path("", include(desk)),
    path("", include(duties)),
    path("", include(exporting)),
    path("", include(finding)),
    path("", include(meetings)),
    path("", include(personal)),
    path("", include(writing)),
]
