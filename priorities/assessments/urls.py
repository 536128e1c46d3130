from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/assessments/", views.assessments, name="assessments"),
    path("<slug:partnership>/assessments/new/", views.assessment_new, name="assessment_new"),
    path("<slug:partnership>/assessments/<int:pk>/", views.assessment_detail, name="assessment_detail"),
    path("<slug:partnership>/assessments/<int:pk>/edit/", views.assessment_edit, name="assessment_edit"),
    path("<slug:partnership>/assessments/<int:pk>/document/", views.assessment_document, name="assessment_document"),
    path("<slug:partnership>/assessments/<int:pk>/retire/", views.assessment_retire, name="assessment_retire"),
    path("<slug:partnership>/consultations/new/", views.consultation_new, name="consultation_new"),
    path("<slug:partnership>/consultations/<int:pk>/", views.consultation_detail, name="consultation_detail"),
    path("<slug:partnership>/consultations/<int:pk>/edit/", views.consultation_edit, name="consultation_edit"),
    path("<slug:partnership>/consultations/<int:pk>/retire/", views.consultation_retire, name="consultation_retire"),
]
