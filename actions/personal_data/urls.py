from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/people/<int:pk>/data/", views.person_data, name="person_data"),
    path("<slug:partnership>/people/<int:pk>/data.json", views.person_download, name="person_download"),
    path("<slug:partnership>/people/<int:pk>/data/remove/", views.person_remove, name="person_remove"),
]

# Must precede the addresses that begin with a partnership's slug.
account_urlpatterns = [
    path("account/data/", views.my_data, name="my_data"),
    path("account/data.json", views.my_data_download, name="my_data_download"),
]
