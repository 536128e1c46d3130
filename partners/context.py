from django.conf import settings


def site(request):
    """What every page may need to say of the site itself."""
    return {
        "site_notice": settings.SITE_NOTICE,
        "demo_mail": bool(settings.DEMO_MAIL_FOLDER),
        "organisation": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }
