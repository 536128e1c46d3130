from django.conf import settings


class ContentSecurityPolicyMiddleware:
    """Sends settings.SECURE_CSP with every response.

    The setting has the shape of Django 6's own, so that this class goes away with that upgrade.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response
