from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

CONTACT_SCHEMES = ("mailto:", "https://", "tel:")


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
def security_contact_is_an_address(app_configs, **kwargs):
    wrong = [contact for contact in settings.SECURITY_CONTACT if not contact.startswith(CONTACT_SCHEMES)]
    return [
        Error(
            f"SECURITY_CONTACT has {contact!r}, which no program can follow.",
            hint=f"Begin each address with {', '.join(CONTACT_SCHEMES)}, such as mailto:security@example.org",
            id="partners.E001",
        )
        for contact in wrong
    ]


@register(Tags.security, deploy=True)
def cookies_are_this_host_s_alone(app_configs, **kwargs):
    """Error unless cookies meet the rules of the __Host- prefix; browsers reject cookies that do not."""
    if settings.INSECURE_COOKIES:
        return []
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.COOKIE_PREFIX)
    domains = (settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN)
    paths = {settings.SESSION_COOKIE_PATH, settings.CSRF_COOKIE_PATH}
    secure = settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
    if all(name.startswith("__Host-") for name in names) and not any(domains) and paths == {"/"} and secure:
        return []
    return [
        Error(
            "The cookies are not of this host alone.",
            hint="Leave the names, paths, domains and safety of cookies as config/settings.py has them.",
            id="partners.E002",
        )
    ]


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
    """Warning if PostgreSQL's JIT is on: it compiles the activity log's long query for each reader, 2 to 3 wasted
    seconds.
    """
    postgresql = [connections[alias] for alias in databases or () if connections[alias].vendor == "postgresql"]
    return [
        Warning(
            f"PostgreSQL's JIT is on in the database {each.settings_dict['NAME']}: the log and search take seconds.",
            hint="As a superuser: ALTER ROLE … SET jit = off, of the role that the site signs in as; then restart it.",
            id="partners.W003",
        )
        for each in postgresql
        if _setting(each, "jit") == "on"
    ]


def _setting(connection, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]
