from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/decided/", views.decided_changes, name="decided_changes"),
    path("<slug:partnership>/decided/apply/", views.decided_changes_apply, name="decided_changes_apply"),
    path("<slug:partnership>/decided/<int:pk>/", views.decided_change, name="decided_change"),
    path("<slug:partnership>/decided/<int:pk>/drop/", views.decided_change_drop, name="decided_change_drop"),
    path("<slug:partnership>/plan/decided/", views.plan_as_decided, name="plan_as_decided"),
]
