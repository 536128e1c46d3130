from django.conf import settings
from django.core.checks import Tags, Warning, register


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
