from django.urls import path

from . import views, views_imports

urlpatterns = [
    path("<slug:partnership>/plan/import/", views.plan_import, name="plan_import"),
    path("<slug:partnership>/plan/import/template.<slug:kind>", views.plan_template, name="plan_template"),
    path("<slug:partnership>/plan/imports/", views_imports.plan_imports, name="plan_imports"),
    path(
        "<slug:partnership>/plan/imports/<int:pk>/left-out.csv",
        views_imports.plan_import_left_out,
        name="plan_import_left_out",
    ),
    path("<slug:partnership>/plan/imports/<int:pk>/undo/", views_imports.plan_import_undo, name="plan_import_undo"),
]
