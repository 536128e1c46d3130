from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware


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


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Every view asks for a sign-in unless it says that it is open; an open one does not even look at the session.

    Django's own asks who the reader is first, which makes every answer vary by cookie, and no cache may keep it.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
