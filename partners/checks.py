from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security)
def demo_mail_stays_in_the_demo(app_configs, **kwargs):
    if settings.DEMO_MAIL_FOLDER and not settings.INSECURE_COOKIES:
        return [
            Error(
                "DEMO_MAIL_FOLDER is set, so no e-mail leaves this site: it is for the demonstration only.",
                hint="Remove DEMO_MAIL_FOLDER and set EMAIL_URL.",
                id="partners.E001",
            )
        ]
    return []


@register(Tags.urls, deploy=True)
def site_knows_its_address(app_configs, **kwargs):
    if not settings.SITE_URL:
        return [
            Warning(
                "SITE_URL is not set: send_reminders cannot send.",
                hint="Set it to the site's own address, such as https://plan.example.org",
                id="partners.W001",
            )
        ]
    return []
