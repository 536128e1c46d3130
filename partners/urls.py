from django.urls import path

from .accounts import views as accounts
from .meetings import views as meetings
from .meetings import views_calendars as calendars
from .meetings import views_standing_agenda as standing_agenda
from .people import contacts
from .people import views as people
from .protocols import views as protocols
from .settings import views as settings

# Addresses without a language.
in_no_language = [
    path("<slug:partnership>/logo-<slug:sha256>.png", settings.logo, name="logo"),
]

urlpatterns = [
    path("invitation/<str:token>/", accounts.invitation, name="invitation"),
    path("<slug:partnership>/people/invite/", people.person_invite, name="person_invite"),
    path("<slug:partnership>/people/invite-several/", people.people_invite, name="people_invite"),
    path("<slug:partnership>/people/second-factor/", people.second_factor, name="second_factor"),
    path("<slug:partnership>/people/<int:pk>/role/", people.person_role, name="person_role"),
    path("<slug:partnership>/people/<int:pk>/end/", people.person_end, name="person_end"),
    path("<slug:partnership>/people/<int:pk>/return/", people.person_return, name="person_return"),
    path("<slug:partnership>/people/invitations/<int:pk>/resend/", people.invitation_resend, name="invitation_resend"),
    path("<slug:partnership>/people/invitations/<int:pk>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("<slug:partnership>/meetings/", meetings.meetings, name="meetings"),
    path("<slug:partnership>/meetings/new/", meetings.meeting_edit, name="meeting_new"),
    path("<slug:partnership>/meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("<slug:partnership>/meetings/<int:pk>/move/", meetings.meeting_move, name="meeting_move"),
    path("<slug:partnership>/meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("<slug:partnership>/meetings/<int:pk>/put-back/", meetings.meeting_put_back, name="meeting_put_back"),
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
    path("<slug:partnership>/groups/new/", meetings.group_edit, name="group_new"),
    path("<slug:partnership>/groups/<int:pk>/", meetings.group_detail, name="group_detail"),
    path("<slug:partnership>/groups/<int:pk>/edit/", meetings.group_edit, name="group_edit"),
    path("<slug:partnership>/groups/<int:pk>/agenda/", standing_agenda.group_agenda, name="group_agenda"),
    path("<slug:partnership>/standing-agenda/<int:pk>/", standing_agenda.standing_point, name="standing_point"),
    path("<slug:partnership>/groups/<int:pk>/members/new/", meetings.group_member_new, name="group_member_new"),
    path("<slug:partnership>/group-members/<int:pk>/", meetings.group_member_edit, name="group_member_edit"),
    path("<slug:partnership>/protocols/", protocols.protocols, name="protocols"),
    path("<slug:partnership>/protocols/new/", protocols.protocol_edit, name="protocol_new"),
    path("<slug:partnership>/protocols/<int:pk>/edit/", protocols.protocol_edit, name="protocol_edit"),
    path("<slug:partnership>/protocols/<int:pk>/sign/", protocols.protocol_sign, name="protocol_sign"),
    path(
        "<slug:partnership>/protocols/<int:pk>/take-back/",
        protocols.protocol_take_back,
        name="protocol_take_back",
    ),
    path(
        "<slug:partnership>/protocols/signatures/<int:pk>/take-back/",
        protocols.signature_take_back,
        name="signature_take_back",
    ),
    path("<slug:partnership>/settings/", settings.settings, name="settings"),
    path("<slug:partnership>/settings/logo/", settings.logo_edit, name="logo_edit"),
    path("<slug:partnership>/authorities/", settings.authorities, name="authorities"),
    path("<slug:partnership>/authorities/new/", settings.authority_edit, name="authority_new"),
    path("<slug:partnership>/authorities/<int:pk>/edit/", settings.authority_edit, name="authority_edit"),
    path("<slug:partnership>/authorities/<int:pk>/move/", settings.authority_move, name="authority_move"),
    path("<slug:partnership>/contacts/", contacts.contacts, name="contacts"),
]
