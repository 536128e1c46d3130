"""The reason for a change to the plan, required once an edition is published: its readers may ask for it."""

from django.utils.translation import gettext


def asks_why(form, plan):
    """Mark a form's `why` as required if the plan has an edition; for the form's `__init__`."""
    form.fields["why"].asked = plan.editions.exists()


def ask_why(form, plan, *, different=True):
    """Add an error if `why` is empty, the form changes something and the plan has an edition; for `clean`."""
    if not different or "why" in form.errors or form.cleaned_data.get("why"):
        return
    if plan.editions.exists():
        form.add_error("why", gettext("Enter why. An edition of this plan is published, and its readers may ask"))
