"""The form of what an import takes where the file and the plan differ."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

NEW_PART = "new"
CHOICES = [("file", _("Use the file")), ("ours", _("Keep the plan"))]


class DecisionForm(forms.Form):
    """Which part of the plan an entry is, and for each difference whether the file or the plan is right."""

    def __init__(self, data, item):
        super().__init__(data)
        self.item = item
        if item.likes:
            choices = [(str(like.pk), gettext("The same as “%(like)s”") % {"like": like}) for like in item.likes]
            self.fields["same_as"] = forms.ChoiceField(
                label=gettext("Similar to a part of the plan"),
                choices=[*choices, (NEW_PART, gettext("New"))],
                widget=forms.RadioSelect,
                initial=str(item.thing.pk) if item.thing else NEW_PART,
            )
        for change in item.changes:
            differ = gettext("Plan: %(ours)s. File: %(theirs)s.")
            if change.since:
                differ = gettext("Plan: %(ours)s. File: %(theirs)s. Changed on the site since.")
            self.fields[f"take-{change.field}"] = forms.ChoiceField(
                label=gettext("%(label)s: the file and the plan differ") % {"label": change.label},
                help_text=differ % {"ours": change.old_words, "theirs": change.new_words},
                choices=CHOICES,
                widget=forms.RadioSelect,
                initial="file" if change.takes_file else "ours",
            )

    def decided(self):
        """What was decided, for the comparison: {"same_as": pk or "new", "take": {field: "file" or "ours"}}."""
        data, decided = self.cleaned_data, {}
        if "same_as" in data:
            decided["same_as"] = NEW_PART if data["same_as"] == NEW_PART else int(data["same_as"])
        takes = {change.field: data[f"take-{change.field}"] for change in self.item.changes}
        return decided | ({"take": takes} if takes else {})
