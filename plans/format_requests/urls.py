from django.urls import path

from . import views, views_public

urlpatterns = [
    path("<slug:partnership>/another-format/", views_public.another_format, name="another_format"),
    path("<slug:partnership>/another-format/thank-you/", views_public.another_format_sent, name="another_format_sent"),
    path("<slug:partnership>/format-requests/", views.format_requests, name="format_requests"),
    path("<slug:partnership>/format-requests/new/", views.format_request_new, name="format_request_new"),
    path("<slug:partnership>/format-requests/<int:pk>/", views.format_request_detail, name="format_request_detail"),
    path("<slug:partnership>/format-requests/<int:pk>/edit/", views.format_request_edit, name="format_request_edit"),
    path(
        "<slug:partnership>/format-requests/<int:pk>/answer/", views.format_request_answer, name="format_request_answer"
    ),
    path(
        "<slug:partnership>/format-requests/<int:pk>/delete-contact/",
        views.format_request_delete_contact,
        name="format_request_delete_contact",
    ),
]
