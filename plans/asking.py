"""Asking why: once an edition has been published, its readers may ask why the plan says something else now."""

from partners.words import MEMBERS_READ_IT, WordsField


class WhyField(WordsField):
    """Why something of the plan changes."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Why")
        kwargs.setdefault("help_text", MEMBERS_READ_IT)
        super().__init__(rows=2, max_length=500, required=False, **kwargs)


def asks_why(form, plan):
    """For a form's `__init__`: whether its `why` is one that will be asked for."""
    form.fields["why"].asked = plan.editions.exists()


def ask_why(form, plan, *, different=True):
    """For a form's `clean`: asks for its `why` if it changes something of a plan of which there is an edition."""
    if not different or "why" in form.errors or form.cleaned_data.get("why"):
        return
    if plan.editions.exists():
        form.add_error("why", "Say why. An edition of this plan is published, and its readers may ask")
