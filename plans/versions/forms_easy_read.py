from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import EditForm
from partners.forms.fields import PlainText
from partners.limits import LOGO_MB
from partners.settings.logo import LogoField

from ..models import EasyReadText
from .easy_read import keep_picture


class EasyReadForm(EditForm):
    """The easy words of an item, made from what the edition says (`source`)."""

    text = PlainText(
        rows=4,
        max_length=600,
        label=_("In easy words"),
        help_text=_("Short sentences, one idea in each. Explain hard words, or use others."),
        required=False,
    )
    file = LogoField(
        label=_("Picture"),
        required=False,
        help_text=format_lazy(
            _("PNG, JPEG, GIF or WebP, up to {megabytes} MB. It helps to understand the words."), megabytes=LOGO_MB
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp", "data-each-mb": LOGO_MB}),
    )
    alternative_text = PlainText(
        rows=1,
        max_length=200,
        label=_("What the picture shows"),
        required=False,
        help_text=_("Read out to those who do not see it."),
    )
    without_picture = forms.BooleanField(label=_("Show no picture"), required=False)
    checked = forms.BooleanField(
        label=_("I have checked that it says what the plan says"),
        required=False,
        help_text=_("Best with somebody who reads easy words."),
    )

    class Meta:
        model = EasyReadText
        fields = ["text", "alternative_text"]

    field_order = ["text", "file", "alternative_text", "without_picture", "checked"]

    def __init__(self, *args, source, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.source, self.by = source, by
        if not self.instance.picture_id:
            del self.fields["without_picture"]
        self.order_fields(self.field_order)
        self.fields["checked"].initial = bool(self.instance.checked_by_id) and self.instance.source == source

    def current_values(self):
        return [self.current_value(name) for name in ("text", "alternative_text")]

    @property
    def is_different(self):
        stale = self.instance.source != self.source
        return stale or bool(set(self.changed_data))

    def clean(self):
        data = super().clean()
        keeps = self.instance.picture_id and not data.get("without_picture")
        if (data.get("file") or keeps) and not data.get("alternative_text"):
            self.add_error("alternative_text", _("Enter what the picture shows"))
        if data.get("checked") and not data.get("text"):
            self.add_error("text", _("Enter the easy words"))
        return data

    def save(self, commit=True):
        data, text = self.cleaned_data, self.instance
        if data.get("without_picture"):
            text.picture, text.alternative_text = None, ""
        if data.get("file"):
            text.picture = keep_picture(text.plan, data["file"])
        text.source = self.source
        text.checked_by = (text.checked_by or self.by) if data.get("checked") else None
        if data.get("checked") and {"text", "file"} & set(self.changed_data):
            text.checked_by = self.by
        return super().save(commit)
