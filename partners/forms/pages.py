"""Form pages: the decorator of their views, and the data submitted to them."""

from functools import partial

from django.contrib import messages
from django.utils.translation import gettext

from ..access import atomic_post, member_page
from ..permissions import Permission


def form_page(view=None, *, permission=Permission.READ, atomic=True, methods=("GET", "HEAD", "POST")):
    """Decorator: a member page with a form, which GET shows and POST submits, in one transaction.

    `permission` is required before anything else. `atomic=False` is for views with transactions of their own, such as
    those that must not hold one while they send e-mails.
    """
    if view is None:
        return partial(form_page, permission=permission, atomic=atomic, methods=methods)
    return member_page(atomic_post(view) if atomic else view, permission=permission, methods=methods)


# Decorator: what a button on another page does.
button_page = partial(form_page, methods=["POST"])


def confirm_saved(request, changed, text=""):
    """Message above the page after an edit form: `text`, or that nothing was different."""
    if changed:
        messages.success(request, text or gettext("Your changes are saved."))
    else:
        messages.success(request, gettext("Nothing was different, so nothing changed."))


def posted(request):
    """Data for a form: what was submitted, or None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def posted_with_files(request):
    """Data and files for a form with uploads, to be unpacked."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def to_edit(request, rows):
    """The rows of a queryset, locked until this transaction ends if the form was submitted."""
    return rows.select_for_update(of=["self"]) if request.method == "POST" else rows
