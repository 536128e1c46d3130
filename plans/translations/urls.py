from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/translations/", views.translations, name="translations"),
    path("<slug:partnership>/translations/<slug:language>/", views.translation_language, name="translation_language"),
    path(
        "<slug:partnership>/translations/<slug:language>/publish/",
        views.translation_publish,
        name="translation_publish",
    ),
    path(
        "<slug:partnership>/translations/<slug:language>/texts.xlsx", views.translation_sheet, name="translation_sheet"
    ),
    path(
        "<slug:partnership>/translations/<slug:language>/upload/", views.translation_upload, name="translation_upload"
    ),
    path(
        "<slug:partnership>/translations/<slug:language>/<slug:part>/", views.translation_part, name="translation_part"
    ),
]
