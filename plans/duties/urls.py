from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/duties/", views.duties, name="duties"),
    path("<slug:partnership>/duties/duties.<slug:kind>", views.duties_list_file, name="duties_list_file"),
    path("<slug:partnership>/duties/start/", views.duties_start, name="duties_start"),
    path("<slug:partnership>/duties/new/", views.duty_new, name="duty_new"),
    path("<slug:partnership>/duties/<int:pk>/", views.duty_detail, name="duty_detail"),
    path("<slug:partnership>/duties/<int:pk>/edit/", views.duty_edit, name="duty_edit"),
    path("<slug:partnership>/duties/<int:pk>/evidence/", views.duty_done, name="duty_done"),
    path("<slug:partnership>/duties/<int:pk>/retire/", views.duty_retire, name="duty_retire"),
    path("<slug:partnership>/duties/<int:pk>/return/", views.duty_return, name="duty_return"),
    path(
        "<slug:partnership>/duties/evidence/<int:pk>/take-back/", views.duty_done_take_back, name="duty_done_take_back"
    ),
]
