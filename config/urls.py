from django.urls import include, path

from partners import mailbox, views

# A partnership's own addresses begin with its slug, which is never one of the words that stand before them here
# (partners.models.authorities.RESERVED).
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("demo/mail/", mailbox.demo_mail, name="demo_mail"),
    path("demo/mail/<str:name>/", mailbox.demo_mail_html, name="demo_mail_html"),
    path("account/", include("allauth.account.urls")),
    path("", include("partners.urls")),
    path("", include("plans.urls")),
    path("", include("actions.urls")),
]
