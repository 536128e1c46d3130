"""Which language a request is in; see partners/languages.py."""

from django.http import HttpResponseRedirect
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

from partners import languages
from plans.editions.page_languages import IN_ENGLISH_ALONE
from plans.editions.views import on_show


class LanguageMiddleware(MiddlewareMixin):
    """Activates the language of the address, and leads to the English page where that language is not offered."""

    def process_request(self, request):
        request.LANGUAGE_CODE = languages.code_in(request.path_info)
        translation.activate(request.LANGUAGE_CODE)

    def process_response(self, request, response):
        """What the worker does next, such as sending an e-mail, is in English."""
        translation.activate(languages.ENGLISH)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        code = request.LANGUAGE_CODE
        if code == languages.ENGLISH or code in _offered(request.resolver_match, view_kwargs):
            return None
        if request.method in ("GET", "HEAD"):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(
                languages.address_in(request.path_info, languages.ENGLISH) + (f"?{query}" if query else "")
            )
        # What is sent to a page in a language which is no more offered is taken all the same.
        translation.activate(languages.ENGLISH)
        return None


def _offered(match, arguments):
    """Languages, besides English, in which a page can be read."""
    if getattr(match.func, "login_required", True):
        return languages.OF_MEMBERS
    if match.url_name in IN_ENGLISH_ALONE:
        return ()
    if "partnership" in arguments:
        return on_show(arguments["partnership"]).languages
    return languages.OTHERS if match.url_name == "home" else languages.OF_MEMBERS
