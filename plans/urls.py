from django.urls import path, register_converter

from . import views
from .files import FileName

register_converter(FileName, "file")

urlpatterns = [
    path("<slug:partnership>/", views.summary, name="summary"),
    path("<slug:partnership>/theme.css", views.theme, name="theme"),
    path("<slug:partnership>/colour.css", views.colour, name="colour"),
    path("<slug:partnership>/<file:file>", views.current_file, name="current_file"),
    path("<slug:partnership>/how-we-judge/", views.how_judged, name="how_judged"),
    path("<slug:partnership>/editions.atom", views.feed, name="feed"),
    path("<slug:partnership>/editions/", views.editions, name="editions"),
    path("<slug:partnership>/editions/<slug:plan>/<int:number>/", views.edition, name="edition"),
    path("<slug:partnership>/editions/<slug:plan>/<int:number>/<file:file>", views.edition_file, name="edition_file"),
    path(
        "<slug:partnership>/editions/<slug:plan>/<int:number>/changes/", views.edition_changes, name="edition_changes"
    ),
    path("<slug:partnership>/editions/<slug:plan>/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:partnership>/publish/", views.publish, name="publish"),
    path("<slug:partnership>/publish/preview/", views.plan_preview, name="plan_preview"),
    path("<slug:partnership>/plan/", views.plan_detail, name="plan_detail"),
    path("<slug:partnership>/plan/<file:file>", views.plan_file, name="plan_file"),
    path("<slug:partnership>/gaps/", views.gaps, name="gaps"),
    path("<slug:partnership>/gaps/gaps.<slug:kind>", views.gaps_list_file, name="gaps_list_file"),
    path("<slug:partnership>/triangle/", views.triangle, name="triangle"),
    path("<slug:partnership>/working/", views.working, name="working"),
    path("<slug:partnership>/laa/", views.laa, name="laa"),
    path("<slug:partnership>/laa.csv", views.laa_csv, name="laa_csv"),
    path("<slug:partnership>/changes/", views.plan_changes, name="plan_changes"),
    path("<slug:partnership>/history/<slug:kind>/<int:pk>/", views.history, name="history"),
    path("<slug:partnership>/history/<slug:kind>/<int:pk>/restore/<int:number>/", views.restore, name="restore"),
]
