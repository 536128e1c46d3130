from django.conf import settings


def site(request):
    """Context of every page: version, site notice, whether this is the demo, name of the sign-in organisation."""
    return {
        "version": settings.VERSION,
        "site_notice": settings.SITE_NOTICE,
        "demo_mail": bool(settings.DEMO_MAIL_FOLDER),
        "organisation": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }
