"""Operations on requests for another format, each attributed to a person in history; to nobody from the public page."""

from django.db import transaction
from django.utils.translation import gettext as _

from partners import clock
from partners.history import attributed_to
from partners.working_days import working_days_after

from ..models import FormatRequest, FormatRequestContact
from ..models.format_requests import KEPT_AFTER_ANSWER, KEPT_AT_MOST


@transaction.atomic
def receive(partnership, *, by, contact, asked_by, asked_on=None, key=None, **asked):
    """Record a request: `asked` has format, language and part, `contact` the columns of FormatRequestContact.

    With a `key` that was recorded already nothing is done: a second press.
    """
    partnership.lock()
    if key and (known := FormatRequest.objects.filter(key=key).first()):
        return known
    asked_on = asked_on or clock.today()
    due_on = working_days_after(asked_on, partnership.request_days)
    with attributed_to(by=by):
        request = partnership.format_requests.create(
            asked_by=asked_by, asked_on=asked_on, due_on=due_on, key=key, **asked
        )
    FormatRequestContact.objects.create(request=request, **contact)
    return request


@transaction.atomic
def delete_contact(request, *, by, why):
    """Delete how to reach whoever asked, and what else they wrote. The request stays."""
    if not FormatRequestContact.objects.filter(request=request).delete()[0]:
        return
    request.contact_deleted_on = clock.today()
    with attributed_to(by=by, why=why):
        request.save()


def delete_old_contacts():
    """Delete the contact details whose days are over. Returns how many."""
    today = clock.today()
    answered = FormatRequest.objects.filter(contact__isnull=False, answered_on__lt=today - KEPT_AFTER_ANSWER)
    old = FormatRequest.objects.filter(contact__isnull=False, asked_on__lt=today - KEPT_AT_MOST)
    requests = list((answered | old).order_by("partnership_id", "pk"))
    for request in requests:
        delete_contact(request, by=None, why=_("Contact details are kept no longer"))
    return len(requests)
