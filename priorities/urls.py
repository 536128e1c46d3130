from django.urls import include, path

from .assessments import urls as assessments
from .criteria import views, views_bulk_entry

urlpatterns = [
    path("<slug:partnership>/criteria/", views.criteria, name="criteria"),
    path("<slug:partnership>/criteria/criteria.<slug:kind>", views.criteria_list_file, name="criteria_list_file"),
    path("<slug:partnership>/criteria/table/", views_bulk_entry.table, name="criteria_table"),
    path("<slug:partnership>/criteria/table/template.csv", views_bulk_entry.template, name="criteria_template"),
    path("<slug:partnership>/criteria/<int:pk>/", views.criterion_detail, name="criterion_detail"),
    path("<slug:partnership>/criteria/<int:pk>/edit/", views.criterion_edit, name="criterion_edit"),
    path("<slug:partnership>/criteria/<int:pk>/measure/", views.criterion_measure, name="criterion_measure"),
    path("<slug:partnership>/criteria/<int:pk>/judge/", views.criterion_judge, name="criterion_judge"),
    path("", include(assessments)),
]
