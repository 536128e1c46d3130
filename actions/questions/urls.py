from django.urls import path

from . import views, views_public

urlpatterns = [
    path("<slug:partnership>/ask/", views_public.ask, name="ask"),
    path("<slug:partnership>/ask/<slug:reference>/", views_public.ask_received, name="ask_received"),
    path("<slug:partnership>/questions/", views_public.questions, name="questions"),
    path("<slug:partnership>/questions.csv", views_public.questions_csv, name="questions_csv"),
    path("<slug:partnership>/questions/<int:pk>/", views_public.public_answer, name="public_answer"),
    path("<slug:partnership>/you-said-we-did/", views_public.said_and_done, name="said_and_done"),
    path("<slug:partnership>/inbox/", views.inbox, name="inbox"),
    path("<slug:partnership>/inbox/<int:pk>/", views.question_detail, name="question_detail"),
    path("<slug:partnership>/inbox/<int:pk>/assign/", views.question_assign, name="question_assign"),
    path("<slug:partnership>/inbox/<int:pk>/draft/", views.question_draft, name="question_draft"),
    path("<slug:partnership>/inbox/<int:pk>/publish/", views.question_publish, name="question_publish"),
    path("<slug:partnership>/inbox/<int:pk>/close/", views.question_close, name="question_close"),
    path("<slug:partnership>/inbox/<int:pk>/details/delete/", views.question_forget, name="question_forget"),
    path("<slug:partnership>/inbox/answers/<int:pk>/edit/", views.answer_correct, name="answer_correct"),
    path("<slug:partnership>/inbox/answers/<int:pk>/take-off/", views.answer_take_off, name="answer_take_off"),
    path("<slug:partnership>/inbox/answers/<int:pk>/put-back/", views.answer_put_back, name="answer_put_back"),
]
