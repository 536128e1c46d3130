from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/plans/", views.plans, name="plans"),
    path("<slug:partnership>/plans/<slug:plan>/changes/", views.plan_succession, name="plan_succession"),
    path("<slug:partnership>/plan/carry-forward/", views.carry_on, name="carry_forward"),
]
