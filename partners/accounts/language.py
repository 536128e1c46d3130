"""The language of a person's pages and e-mails, which they choose on a page of their account."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from partners.access import atomic_post
from partners.forms.pages import posted

from ..models import User


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Your pages are in it when you sign in, and so are your e-mails."),
        choices=User._meta.get_field("language").choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language")},
    )


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def account_language(request):
    user = request.user
    form = LanguageForm(posted(request), initial={"language": user.language or get_language()})
    if request.method == "POST" and form.is_valid():
        user.language = form.cleaned_data["language"]
        user.save(update_fields=["language"])
        with override(user.language):
            messages.success(request, gettext("Your choice is saved."))
            return redirect("account_language")
    return render(request, "partners/accounts/language.html", {"form": form})


account_language.keeps_form = True
