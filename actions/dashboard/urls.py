from django.urls import path

from . import views

urlpatterns = [path("<slug:partnership>/desk/", views.desk, name="desk")]
