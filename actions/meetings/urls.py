from django.urls import include, path

from . import views, views_agreement, views_minutes, views_pack, views_papers, views_public, views_records, views_run
from . import views_proceedings as table

meeting = [
    path("", views.meeting_detail, name="meeting_detail"),
    path("pack/", views_pack.meeting_pack, name="meeting_pack"),
    path("pack.pdf", views_pack.meeting_pack_pdf, name="meeting_pack_pdf"),
    path("pack.docx", views_pack.meeting_pack_docx, name="meeting_pack_docx"),
    path("pack/send/", views_papers.meeting_pack_send, name="meeting_pack_send"),
    path("pack/schedule/", views_pack.meeting_pack_schedule, name="meeting_pack_schedule"),
    path("letters/<int:letter>/again/", views_papers.paper_letter_again, name="paper_letter_again"),
    path("begin/", table.meeting_begin, name="meeting_begin"),
    path("take-back/", table.meeting_take_back, name="meeting_take_back"),
    path("run/", views_run.meeting_run, name="meeting_run"),
    path("record/", table.meeting_record, name="meeting_record"),
    path("attendance/", table.meeting_attendance, name="meeting_attendance"),
    path("draft/", table.meeting_draft, name="meeting_draft"),
    path("pulse/", views_run.meeting_pulse, name="meeting_pulse"),
    path("minutes/", views_minutes.meeting_minutes, name="meeting_minutes"),
    path("minutes/send/", views_papers.meeting_minutes_send, name="meeting_minutes_send"),
    path("minutes/comment/", views_minutes.meeting_comment, name="meeting_comment"),
    path("minutes/agree/", views_agreement.meeting_agree, name="meeting_agree"),
    path("minutes/edit/", views_minutes.meeting_minutes_edit, name="meeting_minutes_edit"),
    path("minutes.pdf", views_minutes.meeting_minutes_pdf, name="meeting_minutes_pdf"),
    path("minutes.docx", views_minutes.meeting_minutes_docx, name="meeting_minutes_docx"),
    path("minutes.json", views_minutes.meeting_minutes_json, name="meeting_minutes_json"),
    path("close/", views_minutes.meeting_close, name="meeting_close"),
    path("minutes/correct/", views_minutes.meeting_correct, name="meeting_correct"),
]

record = [
    path("", views_records.record_detail, name="record_detail"),
    path("edit/", views_records.record_edit, name="record_edit"),
    path("settle/", views_records.record_settle, name="record_settle"),
    path("follow-up/", views_records.record_follow_up, name="record_follow_up"),
    path("correct/", views_records.record_correct, name="record_correct"),
    path("answer/", views_records.challenge_answer, name="challenge_answer"),
]

urlpatterns = [
    path("<slug:partnership>/public-meetings/", views_public.public_meetings, name="public_meetings"),
    path("<slug:partnership>/public-meetings/<int:pk>/", views_public.public_meeting, name="public_meeting"),
    path("<slug:partnership>/meetings/<int:pk>/", include(meeting)),
    path("<slug:partnership>/records/<int:pk>/", include(record)),
    path("<slug:partnership>/groups/<int:pk>/matters/", views_minutes.group_matters, name="group_matters"),
]
