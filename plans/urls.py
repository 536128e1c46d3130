from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/", views.summary, name="summary"),
    path("<slug:partnership>/plan/", views.plan_detail, name="plan_detail"),
    path("<slug:partnership>/history/<slug:kind>/<int:pk>/", views.history, name="history"),
]
