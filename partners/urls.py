from django.urls import path

from . import contacts, entrance, handing_over, people, settings_pages, views_protocols
from . import views_calendars as calendars
from . import views_meetings as meetings

urlpatterns = [
    path("invitation/<str:token>/", entrance.invitation, name="invitation"),
    path("<slug:partnership>/people/invite/", people.person_invite, name="person_invite"),
    path("<slug:partnership>/people/invite-several/", people.people_invite, name="people_invite"),
    path("<slug:partnership>/people/second-factor/", people.second_factor, name="second_factor"),
    path("<slug:partnership>/people/<int:pk>/role/", people.person_role, name="person_role"),
    path("<slug:partnership>/people/<int:pk>/end/", people.person_end, name="person_end"),
    path("<slug:partnership>/people/<int:pk>/return/", people.person_return, name="person_return"),
    path("<slug:partnership>/people/<int:pk>/hand-over/", handing_over.person_hand_over, name="person_hand_over"),
    path("<slug:partnership>/people/invitations/<int:pk>/resend/", people.invitation_resend, name="invitation_resend"),
    path("<slug:partnership>/people/invitations/<int:pk>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("<slug:partnership>/meetings/", meetings.meetings, name="meetings"),
    path("<slug:partnership>/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("<slug:partnership>/meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("<slug:partnership>/meetings/<int:pk>/state/", meetings.meeting_state, name="meeting_state"),
    path("<slug:partnership>/meetings/<int:pk>/agenda/", meetings.meeting_agenda, name="meeting_agenda"),
    path("<slug:partnership>/calendar/", calendars.calendar, name="calendar"),
    path(
        "<slug:partnership>/calendar/<int:pk>/<str:signature>/meetings.ics",
        calendars.calendar_feed,
        name="calendar_feed",
    ),
    path("<slug:partnership>/public-meetings.ics", calendars.public_meetings_feed, name="public_meetings_feed"),
    path("<slug:partnership>/agenda/<int:pk>/", meetings.agenda_point, name="agenda_point"),
    path("<slug:partnership>/groups/", meetings.groups, name="groups"),
    path("<slug:partnership>/groups/new/", meetings.group_new, name="group_new"),
    path("<slug:partnership>/groups/<int:pk>/", meetings.group_detail, name="group_detail"),
    path("<slug:partnership>/groups/<int:pk>/edit/", meetings.group_edit, name="group_edit"),
    path("<slug:partnership>/groups/<int:pk>/members/new/", meetings.group_member_new, name="group_member_new"),
    path("<slug:partnership>/group-members/<int:pk>/", meetings.group_member_edit, name="group_member_edit"),
    path("<slug:partnership>/protocols/", views_protocols.protocols, name="protocols"),
    path("<slug:partnership>/protocols/new/", views_protocols.protocol_new, name="protocol_new"),
    path("<slug:partnership>/protocols/<int:pk>/edit/", views_protocols.protocol_edit, name="protocol_edit"),
    path("<slug:partnership>/protocols/<int:pk>/sign/", views_protocols.protocol_sign, name="protocol_sign"),
    path(
        "<slug:partnership>/protocols/<int:pk>/take-back/",
        views_protocols.protocol_take_back,
        name="protocol_take_back",
    ),
    path(
        "<slug:partnership>/protocols/signatures/<int:pk>/take-back/",
        views_protocols.signature_take_back,
        name="signature_take_back",
    ),
    path("<slug:partnership>/settings/", settings_pages.settings, name="settings"),
    path("<slug:partnership>/settings/logo/", settings_pages.logo_edit, name="logo_edit"),
    path("<slug:partnership>/logo-<slug:sha256>.png", settings_pages.logo, name="logo"),
    path("<slug:partnership>/authorities/", settings_pages.authorities, name="authorities"),
    path("<slug:partnership>/authorities/new/", settings_pages.authority_new, name="authority_new"),
    path("<slug:partnership>/authorities/<int:pk>/edit/", settings_pages.authority_edit, name="authority_edit"),
    path("<slug:partnership>/authorities/<int:pk>/move/", settings_pages.authority_move, name="authority_move"),
    path("<slug:partnership>/contacts/", contacts.contacts, name="contacts"),
]
