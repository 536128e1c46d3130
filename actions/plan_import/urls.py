from django.urls import path

from . import views, views_drafts, views_imports

urlpatterns = [
    path("<slug:partnership>/plan/import/", views.plan_import, name="plan_import"),
    path("<slug:partnership>/plan/import/template.<slug:kind>", views.plan_template, name="plan_template"),
    path("<slug:partnership>/plan/import/<int:pk>/", views_drafts.plan_import_preview, name="plan_import_preview"),
    path(
        "<slug:partnership>/plan/import/<int:pk>/columns/", views_drafts.plan_import_columns, name="plan_import_columns"
    ),
    path(
        "<slug:partnership>/plan/import/<int:pk>/part/<str:key>/",
        views_drafts.plan_import_part,
        name="plan_import_part",
    ),
    path(
        "<slug:partnership>/plan/import/<int:pk>/row/<int:sheet>/<int:number>/",
        views_drafts.plan_import_row,
        name="plan_import_row",
    ),
    path(
        "<slug:partnership>/plan/import/<int:pk>/discard/", views_drafts.plan_import_discard, name="plan_import_discard"
    ),
    path("<slug:partnership>/plan/imports/", views_imports.plan_imports, name="plan_imports"),
    path(
        "<slug:partnership>/plan/imports/<int:pk>/left-out.csv",
        views_imports.plan_import_left_out,
        name="plan_import_left_out",
    ),
    path("<slug:partnership>/plan/imports/<int:pk>/undo/", views_imports.plan_import_undo, name="plan_import_undo"),
]
