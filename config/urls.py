from allauth.socialaccount.providers.openid_connect.views import callback, login
from allauth.socialaccount.views import login_cancelled
from django.urls import URLResolver, include, path

from actions.notifications.urls import account_urlpatterns as notifications
from actions.personal_data.urls import account_urlpatterns as personal_data
from partners import urls as partners_urls
from partners import views, well_known
from partners.accounts import demo_mailbox
from partners.accounts import views as accounts
from partners.accounts.language import account_language
from plans import urls as plans_urls
from plans.editions import views as editions
from plans.samples import samples

from . import health, metrics
from .languages import LanguagePrefix

handler400 = "config.error_pages.bad_request"
handler403 = "config.error_pages.forbidden"
handler404 = "config.departed.not_found"
handler429 = "config.error_pages.too_many_requests"
handler500 = "config.error_pages.server_error"

# A partnership's addresses begin with its slug, which cannot be the first part of any address above them, nor look like
# the code of a language (partners.models.partnerships.RESERVED). In another language than English they begin with that.
# The pages that are asked for most come first. No other address is one word between slashes, or ends like theirs.
_first = [
    path("<slug:partnership>/", editions.summary, name="summary"),
    *plans_urls.pages_of_editions,
    path("", views.home, name="home"),
]
_others = [
    path("account/notice/", views.hide_notice, name="hide_notice"),
    *personal_data,
    *notifications,
    path("account/language/", account_language, name="account_language"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("", include("plans.urls")),
    path("", include("partners.urls")),
    path("", include("priorities.urls")),
    path("", include("priorities.crime_data.urls")),
    path("", include("actions.urls")),
]
urlpatterns = [
    URLResolver(LanguagePrefix(), _first),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path(".well-known/security.txt", well_known.security_txt, name="security_txt"),
    path(".well-known/change-password", well_known.change_password, name="well_known_change_password"),
    path("robots.txt", well_known.robots_txt, name="robots_txt"),
    path("favicon.ico", well_known.favicon, name="favicon"),
    path("demo/samples/", samples, name="samples"),
    path("demo/mail/", demo_mailbox.demo_mail, name="demo_mail"),
    path("demo/mail/<str:name>/", demo_mailbox.demo_mail_html, name="demo_mail_html"),
    # The organisation's provider knows the way back by one address.
    path("account/oidc/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("account/oidc/<slug:provider_id>/login/", accounts.organisation(login), name="openid_connect_login"),
    path(
        "account/oidc/<slug:provider_id>/login/callback/",
        accounts.organisation(callback),
        name="openid_connect_callback",
    ),
    *plans_urls.in_no_language,
    *partners_urls.in_no_language,
    URLResolver(LanguagePrefix(), _others),
]
