from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import connections


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


@register(Tags.database)
def jit_is_off(app_configs, databases=(), **kwargs):
    """PostgreSQL's JIT compiles the log's long query anew for each reader: 2 to 3 seconds, of which it wins nothing."""
    found = [connections[alias] for alias in databases or () if connections[alias].vendor == "postgresql"]
    return [
        Warning(
            f"PostgreSQL's JIT is on in the database {each.settings_dict['NAME']}: the log and search take seconds.",
            hint="As a superuser: ALTER ROLE … SET jit = off, of the role that the site signs in as; then restart it.",
            id="partners.W003",
        )
        for each in found
        if _setting(each, "jit") == "on"
    ]


def _setting(connection, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]
