"""Asking to follow: anybody may ask for any address, and whoever reads it confirms by a link.

Asking reads nothing of who follows what, and writes the same whether the address follows already. So neither the
answer nor its time tells anybody. docs/decisions/0092-followed-by-a-confirmed-address.md
"""

import uuid

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actions.delivery import Post
from actions.models.followers import DAYS_TO_CONFIRM, TO_CONFIRM, Follower, FollowRequest
from partners import clock
from partners.mail import in_language_of
from partners.security.counters import DAY, HOUR, MINUTE, Rule, claim
from partners.site_address import site_address
from plans.editions.on_show import newest_edition
from plans.editions.parts import names_in
from plans.jobs import worker
from plans.jobs.worker import CannotBeDone, job
from plans.models import Edition, Job

from .following import quoted_name_of
from .line import open_line

# Kind of the job that sends a link to confirm.
REQUEST = "follow_request"
ENGLISH = "en-gb"
NO_SITE = "SITE_URL is not set, so the links in the e-mails would lead nowhere"


def follow(partnership, address, subject, *, language=None, by_question=False, key=None):
    """Ask that an address follows a subject: it is sent a link to confirm that.

    `by_question` says that its owner has asked a question about the subject, which the e-mail mentions. A second call
    with the same `key` (a UUID) does nothing. More than three in an hour for one address are not sent, without a word:
    they would be a nuisance to its owner.
    """
    row = FollowRequest(
        partnership=partnership, address=address, what=subject.what, which=subject.which,
        language=language or get_language() or ENGLISH, by_question=by_question, key=key or uuid.uuid4(),
    )  # fmt: skip
    counted = f"{partnership.pk} {address.lower()}"
    rules = [Rule("follow requests", counted, 3, HOUR), Rule("follow requests", counted, 8, DAY)]
    if claim(rules) is None:
        return
    FollowRequest.objects.bulk_create([row], ignore_conflicts=True)
    Job.objects.note(REQUEST, row.key.hex)
    if claim([Rule("processes for follow requests", "", 10, MINUTE)]):
        transaction.on_commit(worker.start)


def request_of(partnership, token):
    """The FollowRequest of a link to confirm, or None if it is over."""
    since = clock.now() - TO_CONFIRM
    return FollowRequest.objects.filter(partnership=partnership, token=token, noted_at__gt=since).first()


@transaction.atomic
def confirm(request):
    """Let the address of a request follow its subject, from the current edition on. Returns the Follower."""
    partnership = request.partnership
    partnership.lock()
    follower = Follower.objects.filter(partnership=partnership, address__iexact=request.address).first()
    if follower is None:
        editions = Edition.objects.active().filter(plan__partnership=partnership).running_first()
        follower = Follower.objects.create(
            partnership=partnership,
            address=request.address,
            language=request.language,
            edition=editions.defer("payload").first(),
        )
    follower.followings.get_or_create(what=request.what, which=request.which)
    same = FollowRequest.objects.filter(partnership=partnership, address__iexact=request.address)
    same.filter(what=request.what, which=request.which).delete()
    return follower


def forget_unconfirmed():
    """Delete the requests that were not confirmed in time. Returns their number."""
    return FollowRequest.objects.filter(noted_at__lte=clock.now() - TO_CONFIRM).delete()[0]


@job(REQUEST)
def send_request(key):
    """Send the link to confirm of the request with this key, unless it is over or was sent."""
    if not site_address():
        raise CannotBeDone(NO_SITE)
    FollowRequest.objects.filter(key=key).give_up()
    waiting = FollowRequest.objects.filter(key=key, state__in=FollowRequest.TO_SEND)
    row = waiting.filter(noted_at__gt=clock.now() - TO_CONFIRM).select_related("partnership").first()
    if row is None:
        return
    with open_line() as line:
        line.send(row, lambda: message(row))
    if row.state == row.State.FAILED:
        raise OSError("The mail server did not take it")


def message(row):
    """The e-mail of a request: with the link to confirm or, if the address follows the subject, to stop."""
    partnership, site = row.partnership, site_address()
    follower = Follower.objects.filter(partnership=partnership, address__iexact=row.address).first()
    follows = follower and follower.followings.filter(what=row.what, which=row.which).exists()
    page, token = ("follow_stop", follower.token) if follows else ("follow_confirm", row.token)
    with in_language_of(row):
        name = quoted_name_of(row.subject, names_in(newest_edition(partnership)))
        return Post(
            "actions/mail/follow_already" if follows else "actions/mail/follow_confirm",
            {
                "partnership": partnership,
                "name": name,
                "by_question": row.by_question,
                "days": DAYS_TO_CONFIRM,
                "link": f"{site}{reverse(page, args=[partnership.slug, token])}",
            },
            name="",
            address=row.address,
            subject=_("You follow %(name)s already") % {"name": name}
            if follows
            else _("Confirm that you want to follow %(name)s") % {"name": name},
            partnership=partnership,
            site=site,
            stamp=row.stamp,
        )
