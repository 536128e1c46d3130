from django.urls import include, path

from . import views
from .dashboard import urls as dashboard
from .data_export import urls as data_export
from .decided_changes import urls as decided_changes
from .followers import urls as followers
from .meetings import urls as meetings
from .milestones import urls as milestones
from .notifications import urls as notifications
from .people import directory, handover, lead_officers, succession
from .personal_data import urls as personal_data
from .plan_editor import urls as plan_editor
from .plan_import import urls as plan_import
from .plan_rollover import urls as plan_rollover
from .questions import urls as questions
from .reporting import views_my_updates
from .reporting.spreadsheet import views as sheets
from .review import views as review
from .rounds import views as rounds
from .rounds import views_reminders, views_wording
from .search import urls as search

urlpatterns = [
    path("<slug:partnership>/my-actions/", views.my_actions, name="my_actions"),
    path("<slug:partnership>/my-updates/", views_my_updates.my_updates, name="my_updates"),
    path("<slug:partnership>/rounds/", rounds.rounds, name="rounds"),
    path("<slug:partnership>/rounds/new/", rounds.round_new, name="round_new"),
    path("<slug:partnership>/rounds/wording/", views_wording.wordings, name="wordings"),
    path("<slug:partnership>/rounds/wording/<slug:occasion>/", views_wording.wording_edit, name="wording_edit"),
    path("<slug:partnership>/rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("<slug:partnership>/rounds/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("<slug:partnership>/rounds/<int:pk>/delete/", rounds.round_delete, name="round_delete"),
    path("<slug:partnership>/my-actions/spreadsheet/", sheets.spreadsheet, name="spreadsheet"),
    path("<slug:partnership>/my-actions/actions.xlsx", sheets.spreadsheet_download, name="spreadsheet_download"),
    path("<slug:partnership>/my-actions/upload/", sheets.spreadsheet_upload, name="spreadsheet_upload"),
    path("<slug:partnership>/my-actions/upload/save/", sheets.spreadsheet_save, name="spreadsheet_save"),
    path("<slug:partnership>/review/", views.review, name="review"),
    path("<slug:partnership>/review/without-corrective-action/", review.uncorrected, name="uncorrected"),
    path("<slug:partnership>/actions/<int:pk>/", views.action_detail, name="action_detail"),
    path("<slug:partnership>/actions/<int:pk>/update/", views.action_update, name="action_update"),
    path("<slug:partnership>/actions/<int:pk>/edit/", views.action_edit, name="action_edit"),
    path("<slug:partnership>/actions/<int:pk>/undo/", views.action_undo, name="action_undo"),
    path("<slug:partnership>/evidence/<int:pk>/", views.evidence, name="evidence"),
    path("<slug:partnership>/delivered/", review.delivered, name="delivered"),
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
    path("<slug:partnership>/people/", directory.people, name="people"),
    path("<slug:partnership>/people/people.<slug:kind>", directory.people_list_file, name="people_list_file"),
    path("<slug:partnership>/people/<int:pk>/hand-over/", handover.person_hand_over, name="person_hand_over"),
    path("<slug:partnership>/lead-officers/", lead_officers.lead_officers, name="lead_officers"),
    path(
        "<slug:partnership>/authorities/<int:pk>/succeed/",
        succession.authority_succeed,
        name="authority_succeed",
    ),
    path("", include(plan_import)),
    path("", include(plan_rollover)),
    path("", include(dashboard)),
    path("", include(data_export)),
    path("", include(decided_changes)),
    path("", include(followers)),
    path("", include(search)),
    path("", include(meetings)),
    path("", include(milestones)),
    path("", include(notifications)),
    path("", include(personal_data)),
    path("", include(plan_editor)),
    path("", include(questions)),
]
