"""Contacts of authorities, used while none of an authority's officers has a sign-in."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import EditForm
from partners.forms.fields import PlainText
from partners.forms.pages import confirm_saved, form_page, posted, to_edit

from ..models import Authority
from ..permissions import Permission


class ContactForm(EditForm):
    contact_name = PlainText(label=_("Name"), rows=1, max_length=200, required=False)

    class Meta:
        model = Authority
        fields = ["contact_name", "contact_email"]
        labels = {"contact_email": _("E-mail address")}
        error_messages = {"contact_email": {"invalid": _("Enter an e-mail address in the format name@example.gov.uk")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact_email"].help_text = ""
        self.fields["contact_email"].widget.attrs["autocomplete"] = "off"

    def clean(self):
        data = super().clean()
        if data.get("contact_name") and not data.get("contact_email") and "contact_email" not in self.errors:
            self.add_error("contact_email", gettext("Enter the e-mail address, or remove the name"))
        return data


@form_page
def contacts(request, access):
    access.require(Permission.WRITE_PLAN)
    authorities = to_edit(request, access.partnership.authorities.acting())
    forms = [ContactForm(posted(request), instance=each, prefix=f"authority-{each.pk}") for each in authorities]
    if all([form.is_valid() for form in forms]) and request.method == "POST":  # noqa: C419 (every form shows its errors)
        saved = [form.save_changes(by=request.user, why="Contact of the authority") for form in forms]
        confirm_saved(request, any(saved))
        return redirect("contacts", access.partnership.slug)
    context = {"forms": forms, "wrong": any(form.errors for form in forms)}
    return render(request, "partners/people/contacts.html", context)
