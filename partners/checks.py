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


@register(Tags.security, deploy=True)
def site_knows_its_proxies(app_configs, **kwargs):
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return [
            Warning(
                "TRUSTED_PROXY_COUNT is 0: behind a proxy all visitors have one address and share one limit.",
                hint="Set it to the number of proxies of yours in front: 1 with the web server of docs/running.md",
                id="partners.W002",
            )
        ]
    return []
