from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/crimes/", views.crimes, name="crimes"),
    path("<slug:partnership>/crimes/files/", views.crime_files, name="crime_files"),
    path("<slug:partnership>/crimes/load/", views.crimes_load, name="crimes_load"),
    path("<slug:partnership>/crimes/criteria/<int:pk>/", views.crime_criterion, name="crime_criterion"),
    path("<slug:partnership>/crimes/criteria/<int:pk>/record/", views.crime_record, name="crime_record"),
]
