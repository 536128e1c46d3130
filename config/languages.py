"""Which language a request is in; see partners/languages.py."""

import threading

from django.http import HttpResponseRedirect
from django.urls import LocalePrefixPattern
from django.utils import translation

from partners import languages
from plans.editions.on_show import on_show
from plans.editions.page_languages import IN_ENGLISH_ALONE


class LanguagePrefix(LocalePrefixPattern):
    """The code of a language before addresses, none for English. Whose page it is, the address says by itself.

    Django's own asks for the thread's language at each step of each address, which is slow.
    """

    def __init__(self):
        super().__init__(prefix_default_language=False)

    def match(self, path):
        return languages.without_prefix(f"/{path}")[1:], (), {}


class LanguageMiddleware:
    """Activates the language of the address, and leads to the English page where that language is not offered.

    Outside such requests a thread's language is English, in which it sends e-mails. It is activated once in each
    thread: Django is slow to find a language that nobody has activated.
    """

    def __init__(self, get_response):
        self.get_response, self.thread = get_response, threading.local()

    def __call__(self, request):
        code = request.LANGUAGE_CODE = languages.code_in(request.path_info)
        if code != languages.ENGLISH:
            with translation.override(code):
                return self.get_response(request)
        if not hasattr(self.thread, "is_in_english"):
            translation.activate(code)
            self.thread.is_in_english = True
        return self.get_response(request)

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
