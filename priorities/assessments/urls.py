from django.urls import path

from plans.models import Assessment, Consultation

from . import views

ASSESSMENT, CONSULTATION = {"model": Assessment}, {"model": Consultation}

urlpatterns = [
    path("<slug:partnership>/assessments/", views.assessments, name="assessments"),
    path("<slug:partnership>/assessments/new/", views.assessed_new, ASSESSMENT, "assessment_new"),
    path("<slug:partnership>/assessments/<int:pk>/", views.assessed_detail, ASSESSMENT, "assessment_detail"),
    path("<slug:partnership>/assessments/<int:pk>/edit/", views.assessed_edit, ASSESSMENT, "assessment_edit"),
    path("<slug:partnership>/assessments/<int:pk>/document/", views.assessment_document, name="assessment_document"),
    path("<slug:partnership>/assessments/<int:pk>/retire/", views.assessed_retire, ASSESSMENT, "assessment_retire"),
    path("<slug:partnership>/consultations/new/", views.assessed_new, CONSULTATION, "consultation_new"),
    path("<slug:partnership>/consultations/<int:pk>/", views.assessed_detail, CONSULTATION, "consultation_detail"),
    path("<slug:partnership>/consultations/<int:pk>/edit/", views.assessed_edit, CONSULTATION, "consultation_edit"),
    path(
        "<slug:partnership>/consultations/<int:pk>/retire/", views.assessed_retire, CONSULTATION, "consultation_retire"
    ),
]
