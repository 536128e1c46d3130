from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/plan/import/", views.plan_import, name="plan_import"),
    path("<slug:partnership>/plan/import/template.<slug:kind>", views.plan_template, name="plan_template"),
]
