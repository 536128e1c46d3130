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


class LanguageForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language"]
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.required, field.choices = True, User._meta.get_field("language").choices
        field.label = gettext("Language")
        field.help_text = gettext("Your pages are in it when you sign in, and so are your e-mails.")
        field.error_messages = {**field.error_messages, "required": _("Choose a language")}
        self.initial["language"] = self.instance.language or get_language()


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
@atomic_post
def account_language(request):
    form = LanguageForm(posted(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with override(request.user.language):
            messages.success(request, gettext("Your choice is saved."))
            return redirect("account_language")
    return render(request, "partners/accounts/language.html", {"form": form})


account_language.keeps_form = True
