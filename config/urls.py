from django.urls import include, path

from partners import views

# A partnership's own addresses begin with its slug, which is never one of the words that stand before them here
# (partners.models.authorities.RESERVED).
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("account/", include("allauth.account.urls")),
    path("", include("partners.urls")),
    path("", include("plans.urls")),
    path("", include("actions.urls")),
]
