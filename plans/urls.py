from django.urls import include, path, register_converter

from . import views
from .changes import views as changes
from .duties import urls as duties
from .editions import embed, sitemap, stylesheets, views_feeds, views_publishing
from .editions import views as editions
from .editions.public_pages import PageAddress
from .exports import views as exports
from .exports.docx import views as docx
from .exports.formats import EditionFileName, FileName
from .format_requests import urls as format_requests
from .history import views_restore
from .outline import views as outline
from .statements import urls as statements
from .translations import urls as translations
from .verification import views as verification
from .versions import urls as versions

register_converter(FileName, "file")
register_converter(EditionFileName, "edition_file")
register_converter(PageAddress, "page")

# What residents ask for most, which comes before all other addresses.
pages_of_editions = [
    path("<slug:partnership>/<page:page>", editions.summary, name="public_page"),
    path("<slug:partnership>/editions/<slug:plan>/<int:number>/", editions.edition, name="edition"),
    path("<slug:partnership>/editions/<slug:plan>/<int:number>/<page:page>", editions.edition, name="edition_page"),
]

# Addresses without a language.
in_no_language = [
    path("sitemap.xml", sitemap.sitemap_index, name="sitemap_index"),
    path("<slug:partnership>/theme.css", stylesheets.theme, name="theme"),
    path("<slug:partnership>/colour.css", stylesheets.colour, name="colour"),
    path("<slug:partnership>/embed.css", embed.embed_css, name="embed_css"),
    path("<slug:partnership>/sitemap.xml", sitemap.sitemap, name="sitemap"),
    path(
        "<slug:partnership>/editions/<slug:plan>/<int:number>/picture.png",
        exports.edition_picture,
        name="edition_picture",
    ),
]

urlpatterns = [
    path("<slug:partnership>/<edition_file:file>", exports.current_file, name="current_file"),
    path("<slug:partnership>/embed/", embed.embed, name="embed"),
    path("<slug:partnership>/on-your-site/", embed.on_your_site, name="on_your_site"),
    path("<slug:partnership>/how-we-judge/", editions.how_judged, name="how_judged"),
    path("<slug:partnership>/<page:page>feed.atom", views_feeds.page_feed, name="page_feed"),
    path("<slug:partnership>/editions.atom", exports.feed, name="feed"),
    path("<slug:partnership>/editions/", editions.editions, name="editions"),
    path(
        "<slug:partnership>/editions/<slug:plan>/<int:number>/<edition_file:file>",
        exports.edition_file,
        name="edition_file",
    ),
    path(
        "<slug:partnership>/editions/<slug:plan>/<int:number>/changes/",
        editions.edition_changes,
        name="edition_changes",
    ),
    path(
        "<slug:partnership>/editions/<slug:plan>/<int:number>/changes.docx",
        docx.edition_changes_docx,
        name="edition_changes_docx",
    ),
    path(
        "<slug:partnership>/editions/<slug:plan>/<int:number>/check/", verification.edition_check, name="edition_check"
    ),
    path("<slug:partnership>/receipt.txt", verification.receipt, name="receipt"),
    path("<slug:partnership>/editions/<slug:plan>/<int:number>/withdraw/", views_publishing.withdraw, name="withdraw"),
    path("<slug:partnership>/publish/", views_publishing.publish, name="publish"),
    path("<slug:partnership>/publish/changes.docx", docx.publish_changes_docx, name="publish_changes_docx"),
    path("<slug:partnership>/publish/preview/", views_publishing.plan_preview, name="plan_preview"),
    path("<slug:partnership>/publish/preview/<page:page>", views_publishing.plan_preview, name="preview_page"),
    path("<slug:partnership>/plan/", views.plan_detail, name="plan_detail"),
    path("<slug:partnership>/plan/<file:file>", exports.plan_file, name="plan_file"),
    path("<slug:partnership>/gaps/", outline.gaps, name="gaps"),
    path("<slug:partnership>/gaps/gaps.<slug:kind>", outline.gaps_list_file, name="gaps_list_file"),
    path("<slug:partnership>/triangle/", outline.triangle, name="triangle"),
    path("<slug:partnership>/working/", outline.working, name="working"),
    path("<slug:partnership>/laa/", outline.laa, name="laa"),
    path("<slug:partnership>/laa.csv", outline.laa_csv, name="laa_csv"),
    path("<slug:partnership>/changes/", changes.plan_changes, name="plan_changes"),
    path("<slug:partnership>/changes/changes.docx", docx.plan_changes_docx, name="plan_changes_docx"),
    path("<slug:partnership>/history/<slug:kind>/<int:pk>/", views.history, name="history"),
    path(
        "<slug:partnership>/history/<slug:kind>/<int:pk>/restore/<int:number>/", views_restore.restore, name="restore"
    ),
    path("", include(duties)),
    path("", include(format_requests)),
    path("", include(statements)),
    path("", include(translations)),
    path("", include(versions)),
]
