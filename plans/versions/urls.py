from django.urls import path

from . import views, views_easy_read, views_public

urlpatterns = [
    path("<slug:partnership>/easy-read/", views_easy_read.easy_read, name="easy_read"),
    path("<slug:partnership>/easy-read/<slug:sha256>.png", views_easy_read.easy_read_picture, name="easy_read_picture"),
    path("<slug:partnership>/easy-read/texts/", views_easy_read.easy_read_texts, name="easy_read_texts"),
    path("<slug:partnership>/easy-read/texts/draft/", views_easy_read.easy_read_draft, name="easy_read_draft"),
    path(
        "<slug:partnership>/easy-read/texts/<slug:kind>/<int:item>/",
        views_easy_read.easy_read_edit,
        name="easy_read_edit",
    ),
    path("<slug:partnership>/other-formats/", views_public.other_formats, name="other_formats"),
    path("<slug:partnership>/other-formats/<int:pk>/", views_public.other_format, name="other_format"),
    path("<slug:partnership>/other-formats/<int:pk>/file/", views_public.other_format_media, name="other_format_media"),
    path("<slug:partnership>/versions/", views.versions, name="versions"),
    path("<slug:partnership>/versions/new/", views.version_edit, name="version_new"),
    path("<slug:partnership>/versions/<int:pk>/", views.version_detail, name="version_detail"),
    path("<slug:partnership>/versions/<int:pk>/file/", views.version_media, name="version_media"),
    path("<slug:partnership>/versions/<int:pk>/edit/", views.version_edit, name="version_edit"),
    path("<slug:partnership>/versions/<int:pk>/publish/", views.version_publish, name="version_publish"),
    path("<slug:partnership>/versions/<int:pk>/withdraw/", views.version_withdraw, name="version_withdraw"),
]
