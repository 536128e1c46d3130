from django.urls import path

from . import views, views_plan_table, views_plans

urlpatterns = [
    path("<slug:partnership>/plan/new/", views_plans.plan_new, name="plan_new"),
    path("<slug:partnership>/plan/edit/", views_plans.plan_edit, name="plan_edit"),
    path("<slug:partnership>/write/", views_plan_table.write_plan, name="write_plan"),
    path("<slug:partnership>/write/preview/", views.write_preview, name="write_preview"),
    path("<slug:partnership>/write/new/<slug:kind>/<int:pk>/", views.write_new, name="write_new"),
    path("<slug:partnership>/write/order/<slug:kind>/<int:pk>/", views.write_order, name="write_order"),
    path("<slug:partnership>/write/<slug:kind>/<int:pk>/", views.write_edit, name="write_edit"),
    path("<slug:partnership>/write/<slug:kind>/<int:pk>/move/", views.write_move, name="write_move"),
    path("<slug:partnership>/write/<slug:kind>/<int:pk>/merge/", views.write_merge, name="write_merge"),
    path("<slug:partnership>/write/<slug:kind>/<int:pk>/retire/", views.write_retire, name="write_retire"),
    path("<slug:partnership>/write/<slug:kind>/<int:pk>/return/", views.write_return, name="write_return"),
]
