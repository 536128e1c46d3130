from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/notifications/", views.notifications, name="notifications"),
    path("<slug:partnership>/notifications/<int:pk>/again/", views.notification_again, name="notification_again"),
]

# Must precede the addresses that begin with a partnership's slug.
account_urlpatterns = [
    path("account/emails/", views.email_choices, name="email_choices"),
]
