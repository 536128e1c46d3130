from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/accessibility/", views.accessibility, name="accessibility"),
    path("<slug:partnership>/privacy/", views.privacy, name="privacy"),
    path("<slug:partnership>/settings/accessibility/", views.accessibility_edit, name="accessibility_edit"),
    path("<slug:partnership>/settings/privacy/", views.privacy_edit, name="privacy_edit"),
]
