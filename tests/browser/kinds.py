"""Every kind of page: its address, who opens it, what was done before, what is filled in and pressed."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client, override_settings
from PIL import Image

from actions.date_changes import ask
from actions.meetings.sending import PACK, send_letters, send_paper
from actions.models import Action
from actions.plan_editor import operations
from actions.plan_rollover.rollover import Terms, carry_forward
from actions.plan_rollover.selection import Tree
from actions.rounds.emails import letters
from actions.rounds.reminders import chase, send_chase
from partners import clock
from partners.history import attributed_to
from partners.meetings.icalendar import make_address
from partners.meetings.standing_agenda import begin_own_agenda
from partners.models import Authority, Group, GroupMember, Meeting, Partnership, ProtocolSignature, User
from partners.people.memberships import end
from partners.settings.logo import keep_logo
from plans import soft_delete
from plans.editions import page_cache
from plans.editions.publishing import publish, withdraw
from plans.exports.formats import make_tables
from plans.models import Duty, DutyDone, Edition, Plan
from priorities.crime_data.measurements import figures, fingerprint_of_figures, record_figures, set_links
from priorities.crime_data.queries import ForceDistrict
from priorities.models import SuccessCriterion
from tests.factories import (
    AuthorityFactory,
    GroupFactory,
    InvitationFactory,
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    PlanFactory,
    RoundFactory,
)
from tests.priorities import crimes

OFFICER, CHAIR = "police.officer@example.org", "chair@example.org"
COORDINATOR, OBSERVER = "coordinator@example.org", "observer@example.org"
REPORTED, SILENT, SHARED = (
    "Introduce a Rural Watch scheme",
    "Bespoke crime prevention advice",
    "Review information sharing",
)


SPREADSHEET = "/north-herts/my-actions/spreadsheet/"
EDITION = "/north-herts/editions/2008-2011/4/"


def nothing_yet():
    authority = AuthorityFactory(partnership=PartnershipFactory(slug="next-door", area="Next Door"))
    MembershipFactory(user=User.objects.get(email=COORDINATOR), authority=authority, role="coordinator")


def gone():
    """The officer has left, and nobody writes to them any more."""
    officer = User.objects.get(email=OFFICER)
    GroupMember.objects.filter(user=officer).delete()
    for membership in officer.memberships.all():
        end(membership, by=User.objects.get(email=COORDINATOR))


def guessed():
    """Somebody guesses at the officer's password, until no more of it is looked at."""
    for _ in range(7):
        Client().post("/account/login/", {"login": OFFICER, "password": "wrong"}, headers={"host": "localhost"})


def a_logo():
    written = io.BytesIO()
    Image.new("RGB", (600, 200), "#224466").save(written, "PNG")
    coordinator = User.objects.get(email=COORDINATOR)
    keep_logo(
        Partnership.objects.get(), by=coordinator, picture=written.getvalue(), alternative_text="Safer North Herts"
    )
    page_cache.current.forget()


def the_palest_colour():
    """The lightest grey that a partnership may choose."""
    Partnership.objects.update(colour="#707070")
    page_cache.current.forget()


def retired_things():
    coordinator = User.objects.get(email=COORDINATOR)
    operations.merge(Action.objects.get(pk=2), Action.objects.get(pk=3), by=coordinator, why="The same streets.")
    operations.retire_part(Action.objects.get(pk=1), by=coordinator, why="The grant ended.")


def withdrawn():
    coordinator = User.objects.get(email=COORDINATOR)
    withdraw(Edition.objects.get(number=4), by=coordinator, reason="It named a victim.")


def with_files():
    for edition in Edition.objects.all():
        make_tables(edition.sha256)


def carried(terms=None):
    plan = Plan.objects.get(partnership__slug="north-herts")
    tree, by = Tree(plan), User.objects.get(email="coordinator@example.org")
    terms = terms or Terms(date(2011, 4, 1), date(2014, 3, 31))
    return carry_forward(plan, by=by, title=plan.title, terms=terms, branches=tree.going(tree.usual))


def carried_and_published():
    publish(carried(), by=User.objects.get(email="coordinator@example.org"), note="Ready")


def overtaken():
    """The next plan began yesterday."""
    carried(Terms(date(2009, 6, 14), date(2012, 6, 13)))


def reworded():
    action = Action.objects.get(wording__startswith=REPORTED)
    action.wording += " in every village"
    action.revise(by=User.objects.get(email=COORDINATOR))


def duty_reworded():
    duty = Duty.objects.get(pk=1)
    duty.obligation = "Theirs"
    with attributed_to(by=User.objects.get(email=COORDINATOR)):
        duty.save()


def unpublished():
    PlanFactory(partnership=PartnershipFactory(slug="next-door", area="Next Door"))


def asked():
    """The officer asks for another date for an action that the Constabulary leads."""
    action = Action.objects.get(wording__startswith=REPORTED)
    officer = User.objects.get(email=OFFICER)
    ask(action, by=officer, authority=action.lead, to_on=date(2010, 3, 31), reason="The post is vacant still.")


def reported():
    """The officer has just reported."""
    action = Action.objects.get(wording__startswith=REPORTED)
    officer = User.objects.get(email=OFFICER)
    action.report(by=officer, authority=action.lead, status="on_track", happened="The post is filled.")


def in_a_round():
    plan = Plan.objects.get(partnership__slug="north-herts")
    return RoundFactory(plan=plan, opens_on=date(2009, 6, 2), due_on=date(2009, 6, 16))


def chased():
    a_round = in_a_round()
    coordinator = User.objects.get(email=COORDINATOR)
    backend, folder = "partners.accounts.demo_mailbox.FolderBackend", settings.DEMO_MAIL_FOLDER
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder):
        found = letters(a_round)[0]
        send_chase(
            chase(a_round, found, by=coordinator, introduction="Please.", token="1"), a_round, site="http://127.0.0.1"
        )
    return a_round


def a_pack_to_send():
    return Meeting.objects.filter(state="ready", group__kind="strategy").last()


def own_agenda():
    begin_own_agenda(Group.objects.get(pk=1), by=User.objects.get(email=COORDINATOR))


def packs_sent():
    """A pack, and another that replaces it."""
    meeting, by = a_pack_to_send(), User.objects.get(email=COORDINATOR)
    backend, folder = "partners.accounts.demo_mailbox.FolderBackend", settings.DEMO_MAIL_FOLDER
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder):
        for token, because in (("1", ""), ("2", "The figures for May came in.")):
            sending = send_paper(PACK, meeting, by=by, token=token, because=because)
            send_letters(sending.letters.filter(user__isnull=False).to_send(), site="http://127.0.0.1")
    return meeting


def answered():
    officer = User.objects.get(email="police.authority.officer@example.org")
    authority = officer.memberships.get().authority
    for action in authority.actions_led.all():
        action.report(by=officer, authority=authority, status="on_track", happened="Two more panels.")


def invited():
    """Invitations: to somebody new (token-1), to a member for another authority (token-2), one revoked (token-3)."""
    council, trust = Authority.objects.filter(short_name__in=["District Council", "Primary Care Trust"])
    InvitationFactory(authority=council, token="token-1")
    InvitationFactory(authority=trust, token="token-2", email=OFFICER)
    InvitationFactory(authority=council, token="token-3", revoked_at=clock.now())
    MembershipFactory(authority=council, user__is_active=False, ended_at=clock.now())


def well_guarded():
    """The officer has an authenticator app, recovery codes and a passkey."""
    officer = User.objects.get(email=OFFICER)
    TOTP.activate(officer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(officer)
    Authenticator.objects.create(user=officer, type="webauthn", data={"name": "Work phone", "credential": {}})


def retired():
    coordinator = User.objects.get(email=COORDINATOR)
    soft_delete.retire([Duty.objects.get(pk=1)], by=coordinator, why="The regulation was revoked.")


def taken_back():
    """The first piece of evidence and the first signature were mistakes."""
    by = User.objects.get(email=COORDINATOR)
    for mistake in (DutyDone.objects.get(pk=1), ProtocolSignature.objects.get(pk=1)):
        mistake.take_back(by=by, why="It was a draft.")


def without_duties():
    DutyDone.objects.all().delete()
    Duty.objects.all().delete()


def announced(slug="north-herts"):
    """A meeting in public of a partnership, in ten days."""
    partnership = Partnership.objects.get(slug=slug)
    group = GroupFactory(partnership=partnership, name="Public forum")
    return MeetingFactory(
        group=group,
        starts_at=clock.now() + timedelta(days=10),
        in_public=True,
        state="ready",
        place="Town Hall",
        link="https://example.org/join",
        about="Come and ask.",
    )


def unpublished_and_announced():
    unpublished()
    announced("next-door")


def held_in_public():
    return Meeting.objects.get(in_public=True, state="closed")


def in_my_calendar():
    make_address(User.objects.get(email=CHAIR), Partnership.objects.get(slug="north-herts"), seen="0", all_groups=True)


def crimes_loaded():
    january = date(2011, 1, 1)
    rows = [crimes.row(january, lsoa="North Hertfordshire 001A")] * 7
    crimes.give(Partnership.objects.get(slug="north-herts"), rows)


def crimes_counted():
    """Burglaries of the demonstration's months feed a criterion that nobody has measured: new, corrected, not yet."""
    partnership, by = Partnership.objects.get(slug="north-herts"), User.objects.get(email=COORDINATOR)
    criterion = SuccessCriterion.objects.get(pk=10)
    criterion.scale, criterion.frequency, criterion.unit = "count", "month", "offences"
    criterion.save()
    place = ForceDistrict(crimes.FORCE, "North Hertfordshire")
    set_links(criterion, by=by, places=[place], crime_types=["Burglary"], why="The nearest there is")
    april, july = date(2008, 4, 1), date(2009, 7, 1)
    for month, number in ((april, 3), (july, 4)):
        crimes.give(partnership, crimes.month_of(month, Burglary=number), month)
    record_figures(criterion, by=by, provisional=True, seen=fingerprint_of_figures(figures(criterion)))
    may = date(2008, 5, 1)
    for month, number in ((april, 5), (may, 4)):
        crimes.give(partnership, crimes.month_of(month, Burglary=number), month)


class Kind(NamedTuple):
    """A kind of page: where it is, who opens it, what they do there; and what the server answers.

    `given` happens before the page is opened, `meanwhile` before a button is pressed.
    """

    address: str = ""
    who: str | None = None
    action: str = ""
    deed: str = ""
    fill: dict = {}
    open: str = ""
    press: str = ""
    status: int = 200
    given: Callable = lambda: None
    meanwhile: Callable = lambda: None


KINDS = {
    "home": Kind("/"),
    "sign in": Kind("/account/login/"),
    "sign in, wrong": Kind("/account/login/", fill={"Email": OFFICER, "Password": "wrong"}, press="Sign in"),
    "sign out": Kind("/account/logout/", OFFICER),
    "password reset": Kind("/account/password/reset/"),
    "password reset, wrong": Kind("/account/password/reset/", press="Reset My Password"),
    "password reset sent": Kind("/account/password/reset/done/"),
    "password reset link, spent": Kind("/account/password/reset/key/nobody-no-such-key/"),
    "password change": Kind("/account/password/change/", OFFICER),
    "e-mail address": Kind("/account/email/", OFFICER),
    "confirm it is you": Kind("/account/reauthenticate/", OFFICER),
    "your sign-in": Kind("/account/2fa/", OFFICER),
    "your sign-in, with all": Kind("/account/2fa/", OFFICER, given=well_guarded),
    "a second factor is needed": Kind("/account/2fa/?needed=1", CHAIR),
    "your passkeys": Kind("/account/2fa/webauthn/", OFFICER, given=well_guarded),
    "recovery codes": Kind("/account/2fa/recovery-codes/", OFFICER, given=well_guarded),
    "confirm it is you, with a code": Kind("/account/2fa/reauthenticate/", OFFICER, given=well_guarded),
    "sign-in called off": Kind("/account/oidc/cancelled/"),
    "account closed": Kind("/account/inactive/"),
    "sign-up closed": Kind("/account/signup/"),
    "public summary": Kind("/north-herts/"),
    "public summary, not published": Kind("/next-door/", given=unpublished),
    "editions": Kind("/north-herts/editions/", CHAIR),
    "what is missing": Kind("/north-herts/gaps/", COORDINATOR),
    "what is missing, one kind": Kind("/north-herts/gaps/?by=lead", COORDINATOR),
    "what was missing": Kind("/north-herts/gaps/?at=2008-07-01", OBSERVER),
    "crime triangle": Kind("/north-herts/triangle/", OFFICER),
    "busy or working": Kind("/north-herts/working/", CHAIR),
    "Local Area Agreement": Kind("/north-herts/laa/", CHAIR),
    "how success is judged": Kind("/north-herts/how-we-judge/"),
    "editions, to the public": Kind("/north-herts/editions/"),
    "edition": Kind(EDITION),
    "what changed": Kind(f"{EDITION}changes/"),
    "what changed, since an earlier edition": Kind(f"{EDITION}changes/?since=2"),
    "what changed, to members": Kind("/north-herts/changes/", CHAIR),
    "what changed between two days": Kind("/north-herts/changes/?from=2009-01-31&to=2009-04-30", OBSERVER),
    "what changed, wrong": Kind("/north-herts/changes/?from=soon&to=2011-01-31", OBSERVER, status=404),
    "file, being made": Kind(f"{EDITION}plan.pdf", status=503),
    "editions, with their files": Kind("/north-herts/editions/", given=with_files),
    "edition, withdrawn": Kind(EDITION, status=410, given=withdrawn),
    "publish": Kind("/north-herts/publish/", CHAIR),
    "publish, wrong": Kind("/north-herts/publish/", CHAIR, press="Publish it now"),
    "preview": Kind("/north-herts/publish/preview/", CHAIR),
    "withdraw": Kind(f"{EDITION}withdraw/", CHAIR),
    "withdraw, wrong": Kind(f"{EDITION}withdraw/", CHAIR, press="Withdraw it"),
    "my actions": Kind("/north-herts/my-actions/", OFFICER),
    "my actions, where there are none": Kind("/north-herts/my-actions/", OBSERVER),
    "my updates": Kind("/north-herts/my-updates/", OFFICER),
    "my updates, nothing left": Kind(
        "/north-herts/my-updates/", "police.authority.officer@example.org", given=answered
    ),
    "my updates, wrong": Kind(
        "/north-herts/my-updates/", OFFICER, fill={"What is next": "Ask again"}, press="Save all"
    ),
    "my updates, on behalf": Kind("/north-herts/my-updates/?authority=1", COORDINATOR),
    "rounds": Kind("/north-herts/rounds/", OBSERVER),
    "round, running": Kind("/north-herts/rounds/4/", COORDINATOR),
    "round, over": Kind("/north-herts/rounds/3/", OBSERVER),
    "round, new": Kind("/north-herts/rounds/new/", COORDINATOR),
    "round, wrong": Kind(
        "/north-herts/rounds/4/edit/", COORDINATOR, fill={"Reminders": "sometimes"}, press="Save the round"
    ),
    "spreadsheet": Kind(SPREADSHEET, OFFICER),
    "spreadsheet, on behalf": Kind(SPREADSHEET, COORDINATOR),
    "spreadsheet, wrong": Kind(SPREADSHEET, OFFICER, press="Show me what would change"),
    "search": Kind("/north-herts/search/", OBSERVER),
    "search, found": Kind("/north-herts/search/?words=burgl&kind=update&from=2008-06-01", OBSERVER),
    "search, nothing found": Kind("/north-herts/search/?words=zebra", OBSERVER),
    "search, wrong": Kind("/north-herts/search/", OBSERVER, fill={"Search for": "..."}, press="Search"),
    "actions": Kind("/north-herts/actions/", OBSERVER, open="Narrow the list"),
    "actions, narrowed": Kind("/north-herts/actions/?reading=overdue&authority=1&part=lead", OBSERVER),
    "actions, wrong": Kind("/north-herts/actions/?due_from=soon", OBSERVER, press="Show"),
    "updates": Kind("/north-herts/updates/", OBSERVER),
    "updates, narrowed": Kind("/north-herts/updates/?status=off_track&words=grant", OBSERVER),
    "decisions": Kind("/north-herts/decisions/", OBSERVER),
    "decisions, narrowed": Kind("/north-herts/decisions/?state=open&kind=challenge", OBSERVER),
    "review by priority": Kind("/north-herts/review/", CHAIR),
    "review by authority": Kind("/north-herts/review/?by=authority", CHAIR),
    "plan": Kind("/north-herts/plan/", OBSERVER),
    "plan, as at a day": Kind("/north-herts/plan/?at=2009-01-31", OBSERVER),
    "plan, as at no day": Kind("/north-herts/plan/?at=2007-01-31", OBSERVER, status=404),
    "review, as at a day": Kind("/north-herts/review/?at=2009-01-31", OBSERVER),
    "action, as at a day": Kind("/north-herts/actions/{pk}/?at=2009-01-31", OBSERVER, action=REPORTED),
    "action with updates": Kind(who=COORDINATOR, action=REPORTED),
    "action without updates": Kind(who=OFFICER, action=SILENT),
    "update": Kind(who=OFFICER, action=REPORTED, deed="update"),
    "update on behalf": Kind(who=COORDINATOR, action=SHARED, deed="update"),
    "update, with a link that leads nowhere": Kind(
        who=OFFICER,
        action=SILENT,
        deed="update",
        open="Evidence: links or files",
        fill={"Links": "the report"},
        press="Save the update",
    ),
    "update, with half a request": Kind(
        who=OFFICER,
        action=REPORTED,
        deed="update",
        open="another due date",
        fill={"Why the date should move": "Late"},
        press="Save the update",
    ),
    "action, another date asked for": Kind(who=OFFICER, action=REPORTED, given=asked),
    "dates asked for": Kind("/north-herts/date-moves/", COORDINATOR, given=asked),
    "date asked for": Kind("/north-herts/date-moves/1/", COORDINATOR, given=asked),
    "date asked for, wrong": Kind("/north-herts/date-moves/1/", COORDINATOR, given=asked, press="Save the decision"),
    "take back": Kind(who=OFFICER, action=REPORTED, deed="undo", given=reported),
    "take back, too late": Kind(who=OFFICER, action=REPORTED, deed="undo"),
    "delivered": Kind("/north-herts/delivered/?from=2008-04-01&to=2009-03-31", OFFICER),
    "delivered, of any authority": Kind("/north-herts/delivered/", CHAIR),
    "delivered, wrong": Kind("/north-herts/delivered/", CHAIR, fill={"From": "long ago"}, press="Show it"),
    "update, wrong": Kind(who=OFFICER, action=SILENT, deed="update", press="Save the update"),
    "edit": Kind(who=COORDINATOR, action=REPORTED, deed="edit"),
    "edit, wrong": Kind(
        who=COORDINATOR,
        action=REPORTED,
        deed="edit",
        fill={"Wording": "", "Due date": "31 November 2009"},
        press="Save the changes",
    ),
    "history": Kind("/north-herts/history/action/{pk}/", OBSERVER, action=REPORTED),
    "chase": Kind("/north-herts/rounds/{round}/chase/", COORDINATOR, given=in_a_round),
    "chase, wrong": Kind(
        "/north-herts/rounds/{round}/chase/",
        COORDINATOR,
        fill={"A sentence of yours to stand above it": "x" * 1001},
        press="Send it now",
        given=in_a_round,
    ),
    "what was sent": Kind("/north-herts/rounds/{round}/sent/", OBSERVER, given=chased),
    "contacts": Kind("/north-herts/contacts/", COORDINATOR),
    "contacts, wrong": Kind(
        "/north-herts/contacts/", COORDINATOR, fill={"E-mail address": "nowhere"}, press="Save the contacts"
    ),
    "mail of the demonstration": Kind("/demo/mail/", given=chased),
    "history, as at a day": Kind("/north-herts/history/action/{pk}/?at=2009-01-31", OBSERVER, action=REPORTED),
    "restore": Kind("/north-herts/history/action/{pk}/restore/{first}/", COORDINATOR, action=REPORTED, given=reworded),
    "restore, wrong": Kind(
        "/north-herts/history/action/{pk}/restore/{first}/",
        COORDINATOR,
        action=REPORTED,
        fill={"Why": "x" * 501},
        press="Restore this wording",
        given=reworded,
    ),
    "meetings": Kind("/north-herts/meetings/", OBSERVER),
    "a record": Kind("/north-herts/records/6/", CHAIR),
    "a record to follow up, wrong": Kind("/north-herts/records/6/follow-up/", CHAIR, press="Save"),
    "pack, not sent": Kind("/north-herts/meetings/{meeting}/pack/", CHAIR, given=a_pack_to_send),
    "pack, sent twice": Kind("/north-herts/meetings/{meeting}/pack/", COORDINATOR, given=packs_sent),
    "send the pack": Kind("/north-herts/meetings/{meeting}/pack/send/", COORDINATOR, given=a_pack_to_send),
    "send the pack, wrong": Kind(
        "/north-herts/meetings/{meeting}/pack/send/",
        COORDINATOR,
        fill={"Add a message": "x" * 1001},
        press="Send to 8 people",
        given=packs_sent,
    ),
    "public summary, a meeting announced": Kind("/north-herts/", given=announced),
    "public summary, not published, a meeting announced": Kind("/next-door/", given=unpublished_and_announced),
    "when the pack is sent, wrong": Kind(
        "/north-herts/meetings/{meeting}/pack/schedule/",
        COORDINATOR,
        given=a_pack_to_send,
        open="On another day",
        press="Save",
    ),
    "send the minutes": Kind("/north-herts/meetings/15/minutes/send/", COORDINATOR),
    "standing agenda": Kind("/north-herts/groups/1/agenda/", COORDINATOR, given=own_agenda),
    "meetings in public": Kind("/north-herts/public-meetings/", given=announced),
    "meetings in public, to members": Kind("/north-herts/public-meetings/", OBSERVER),
    "meeting in public, held": Kind("/north-herts/public-meetings/{meeting}/", given=held_in_public),
    "meeting in public, to come": Kind("/north-herts/public-meetings/{meeting}/", given=announced),
    "calendar, none yet": Kind("/north-herts/calendar/", OFFICER),
    "calendar": Kind("/north-herts/calendar/", CHAIR, given=in_my_calendar),
    "duties": Kind("/north-herts/duties/", COORDINATOR, given=retired),
    "duties, to read": Kind("/north-herts/duties/", OBSERVER),
    "duties, none yet": Kind("/north-herts/duties/", COORDINATOR, given=without_duties),
    "duty": Kind("/north-herts/duties/1/", COORDINATOR),
    "duty with evidence": Kind("/north-herts/duties/2/", COORDINATOR, given=taken_back),
    "duty, retired": Kind("/north-herts/duties/1/", COORDINATOR, given=retired),
    "duty, new": Kind("/north-herts/duties/new/", COORDINATOR),
    "duty, wrong": Kind(
        "/north-herts/duties/1/edit/",
        COORDINATOR,
        fill={"What must be done": "", "How many months": "0"},
        press="Save the duty",
    ),
    "duty, changed meanwhile": Kind(
        "/north-herts/duties/1/edit/",
        COORDINATOR,
        fill={"What must be done": "Mine"},
        press="Save the duty",
        meanwhile=duty_reworded,
    ),
    "evidence of a duty": Kind("/north-herts/duties/1/evidence/", COORDINATOR),
    "evidence of a duty, wrong": Kind("/north-herts/duties/1/evidence/", COORDINATOR, press="Record it"),
    "take back evidence of a duty": Kind("/north-herts/duties/evidence/1/take-back/", COORDINATOR),
    "retire a duty": Kind("/north-herts/duties/1/retire/", COORDINATOR, press="Retire it"),
    "bring back a duty": Kind("/north-herts/duties/1/return/", COORDINATOR, given=retired),
    "protocol": Kind("/north-herts/protocols/", COORDINATOR, given=taken_back),
    "protocol, to read": Kind("/north-herts/protocols/", OBSERVER),
    "protocol, new version": Kind("/north-herts/protocols/new/", COORDINATOR, press="Save the version"),
    "protocol, version": Kind("/north-herts/protocols/1/edit/", COORDINATOR),
    "protocol, signature": Kind("/north-herts/protocols/1/sign/", COORDINATOR, press="Record the signature"),
    "protocol, take back": Kind("/north-herts/protocols/signatures/1/take-back/", COORDINATOR),
    "history of a duty": Kind("/north-herts/history/duty/2/", OBSERVER),
    "people": Kind("/north-herts/people/", COORDINATOR, given=invited),
    "sign-ins": Kind("/north-herts/people/sign-ins/?what=failed", COORDINATOR, given=guessed),
    "hand over": Kind("/north-herts/people/1/hand-over/", COORDINATOR),
    "hand over, wrong": Kind("/north-herts/people/1/hand-over/", COORDINATOR, press="Look at what goes over"),
    "invite somebody, wrong": Kind("/north-herts/people/invite/", COORDINATOR, press="Send the invitation"),
    "invite several": Kind("/north-herts/people/invite-several/", COORDINATOR),
    "invite several, wrong": Kind(
        "/north-herts/people/invite-several/",
        COORDINATOR,
        fill={"One person on each line": "Ann, ann@example.org, Choir, Observer"},
        press="Look at the list",
    ),
    "personal data": Kind("/north-herts/people/1/data/", COORDINATOR),
    "remove details, needed": Kind("/north-herts/people/1/data/remove/", COORDINATOR),
    "remove details": Kind("/north-herts/people/1/data/remove/", COORDINATOR, given=gone),
    "remove details, wrong": Kind(
        "/north-herts/people/1/data/remove/", COORDINATOR, given=gone, press="Remove them for good"
    ),
    "my own data": Kind("/account/data/", OFFICER),
    "change a role": Kind("/north-herts/people/1/role/", COORDINATOR),
    "leave": Kind("/north-herts/people/1/end/", COORDINATOR),
    "invitation": Kind("/invitation/token-1/", given=invited),
    "invitation, wrong": Kind("/invitation/token-1/", given=invited, press="Accept the invitation"),
    "invitation of a member": Kind("/invitation/token-2/", given=invited),
    "invitation of a member, signed in": Kind("/invitation/token-2/", OFFICER, given=invited),
    "invitation of somebody else": Kind("/invitation/token-1/", OFFICER, given=invited, status=409),
    "invitation, revoked": Kind("/invitation/token-3/", given=invited, status=410),
    "success criteria": Kind("/north-herts/criteria/", OFFICER),
    "success criteria that are due": Kind("/north-herts/criteria/?by=due", COORDINATOR),
    "success criteria as they were": Kind("/north-herts/criteria/?at=2009-01-31", OBSERVER),
    "criterion": Kind("/north-herts/criteria/12/", COORDINATOR),
    "criterion, read": Kind("/north-herts/criteria/15/", OBSERVER),
    "criterion as it was": Kind("/north-herts/criteria/12/?at=2009-01-31", OBSERVER),
    "criterion, to be agreed": Kind("/north-herts/criteria/4/", COORDINATOR),
    "criterion, edited": Kind("/north-herts/criteria/12/edit/", COORDINATOR),
    "criterion, edited wrongly": Kind(
        "/north-herts/criteria/12/edit/", COORDINATOR, fill={"Unit (optional)": ""}, press="Save the changes"
    ),
    "criterion, a figure": Kind("/north-herts/criteria/12/measure/", OFFICER),
    "criterion, no figure": Kind("/north-herts/criteria/12/measure/", OFFICER, press="Record the figure"),
    "criterion, not measurable": Kind("/north-herts/criteria/4/measure/", COORDINATOR, status=409),
    "criterion, judged otherwise": Kind("/north-herts/criteria/12/judge/", COORDINATOR),
    "figures by table": Kind("/north-herts/criteria/table/", OFFICER),
    "figures by table, none": Kind("/north-herts/criteria/table/", OFFICER, press="Show me what would be recorded"),
    "figures by table, shown": Kind(
        "/north-herts/criteria/table/",
        OFFICER,
        fill={"Paste the table here (optional)": "criterion,period,figure\n12,Jan-Mar 2009,7\n12,never,x"},
        press="Show me what would be recorded",
    ),
    "assessment and consultation": Kind("/north-herts/assessments/", COORDINATOR),
    "assessment and consultation, as they were": Kind("/north-herts/assessments/?at=2008-07-01", OBSERVER),
    "an assessment": Kind("/north-herts/assessments/2/", COORDINATOR),
    "an assessment of which little is said": Kind("/north-herts/assessments/1/", OBSERVER),
    "an assessment, new": Kind("/north-herts/assessments/new/", COORDINATOR),
    "an assessment, wrong": Kind(
        "/north-herts/assessments/2/edit/",
        COORDINATOR,
        fill={"What it is called": "", "Place of": "first"},
        press="Save it",
    ),
    "an assessment, shown no more": Kind("/north-herts/assessments/2/retire/", COORDINATOR, press="Show it no more"),
    "a consultation": Kind("/north-herts/consultations/2/", OBSERVER),
    "a consultation, wrong": Kind(
        "/north-herts/consultations/2/edit/",
        COORDINATOR,
        fill={"How many answered": "9999", "Place of": "", "The consultation’s words": "x" * 301},
        press="Save it",
    ),
    "history of a consultation": Kind("/north-herts/history/consultation/2/", OBSERVER),
    "police figures": Kind("/north-herts/crimes/", OFFICER),
    "police figures of a district": Kind("/north-herts/crimes/", OFFICER, given=crimes_loaded),
    "police files": Kind("/north-herts/crimes/files/", OFFICER, given=crimes_loaded),
    "police files, to be sent": Kind("/north-herts/crimes/load/", COORDINATOR),
    "police files, none sent": Kind("/north-herts/crimes/load/", COORDINATOR, press="Load the files"),
    "police files, one replaced": Kind("/north-herts/crimes/files/", OBSERVER, given=crimes_counted),
    "police figures for a criterion": Kind("/north-herts/crimes/criteria/10/", COORDINATOR, given=crimes_loaded),
    "police figures to be recorded": Kind(
        "/north-herts/crimes/criteria/10/", COORDINATOR, given=crimes_counted, open="of which nothing can be recorded"
    ),
    "police figures to be recorded, wrong": Kind(
        "/north-herts/crimes/criteria/10/", COORDINATOR, given=crimes_counted, press="Record these figures"
    ),
    "the log": Kind("/north-herts/log/", OBSERVER),
    "the log, narrowed": Kind("/north-herts/log/?kind=action&did=changed&from=1+1+2009", OBSERVER),
    "the log, wrong": Kind("/north-herts/log/?from=never&who=0", OBSERVER),
    "a plan from a spreadsheet": Kind("/north-herts/plan/import/", COORDINATOR),
    "a plan from a spreadsheet, none": Kind("/north-herts/plan/import/", COORDINATOR, press="Upload"),
    "carry the plan forward": Kind("/north-herts/plan/carry-forward/", COORDINATOR),
    "more goes on": Kind("/north-herts/plan/carry-forward/", COORDINATOR, given=carried),
    "plans": Kind("/north-herts/plans/", OBSERVER, given=carried),
    "what a plan changed": Kind("/north-herts/plans/2011-2014/changes/", OBSERVER, given=carried),
    "a plan to come": Kind("/north-herts/plan/?plan=2011-2014", OBSERVER, given=carried),
    "a plan to come, written": Kind("/north-herts/write/?plan=2011-2014", COORDINATOR, given=carried),
    "editions of two plans": Kind("/north-herts/editions/", COORDINATOR, given=carried_and_published),
    "a plan's first edition, what changed": Kind(
        "/north-herts/editions/2011-2014/1/changes/", given=carried_and_published
    ),
    "my actions, some left open": Kind("/north-herts/my-actions/", OFFICER, given=overtaken),
    "a plan that has closed": Kind("/north-herts/plan/?plan=2008-2011", OBSERVER, given=overtaken),
    "write a plan that has closed": Kind(
        "/north-herts/write/?plan=2008-2011", COORDINATOR, given=overtaken, status=409
    ),
    "the desk": Kind("/north-herts/desk/", COORDINATOR),
    "the desk, of an empty partnership": Kind("/next-door/desk/", COORDINATOR, given=nothing_yet),
    "no plan yet": Kind("/next-door/review/", COORDINATOR, given=nothing_yet, status=404),
    "export everything": Kind("/north-herts/export/", COORDINATOR, given=a_logo, open="What is in it"),
    "settings": Kind("/north-herts/settings/", COORDINATOR, given=a_logo),
    "settings, wrong": Kind(
        "/north-herts/settings/", COORDINATOR, fill={"Colour": "#ffdd00"}, press="Save the settings"
    ),
    "the logo": Kind("/north-herts/settings/logo/", COORDINATOR, given=a_logo),
    "the logo, none": Kind("/north-herts/settings/logo/", COORDINATOR, press="Save the logo"),
    "public summary, with a logo": Kind("/north-herts/", given=a_logo),
    "public summary, in the palest colour": Kind("/north-herts/", given=the_palest_colour),
    "the desk, in the palest colour": Kind("/north-herts/desk/", COORDINATOR, given=the_palest_colour),
    "plan, in the palest colour": Kind("/north-herts/plan/", OBSERVER, given=the_palest_colour),
    "actions, in the palest colour": Kind("/north-herts/actions/", OBSERVER, given=the_palest_colour),
    "meetings, in the palest colour": Kind("/north-herts/meetings/", CHAIR, given=the_palest_colour),
    "public summary, of no plan": Kind("/next-door/", COORDINATOR, given=nothing_yet),
    "authorities": Kind("/north-herts/authorities/", COORDINATOR),
    "a new authority": Kind("/north-herts/authorities/new/", COORDINATOR, press="Add it"),
    "an authority": Kind("/north-herts/authorities/2/edit/", COORDINATOR),
    "an authority ends": Kind("/north-herts/authorities/2/succeed/", COORDINATOR, press="Hand it over"),
    "the plan's own words": Kind("/north-herts/plan/edit/", COORDINATOR),
    "the first plan": Kind("/next-door/plan/new/", COORDINATOR, given=nothing_yet, press="Begin the plan"),
    "write the plan": Kind("/north-herts/write/", COORDINATOR, given=retired_things),
    "write a new section": Kind("/north-herts/write/new/section/1/", COORDINATOR),
    "write a new section, wrong": Kind("/north-herts/write/new/section/1/", COORDINATOR, press="Add it to the plan"),
    "write a new priority": Kind("/north-herts/write/new/priority/1/", COORDINATOR),
    "write a new criterion": Kind("/north-herts/write/new/criterion/1/", COORDINATOR),
    "write a new activity": Kind("/north-herts/write/new/activity/1/", COORDINATOR),
    "edit a section": Kind("/north-herts/write/section/2/", COORDINATOR),
    "edit a hallmark": Kind("/north-herts/write/hallmark/1/", COORDINATOR),
    "the order of activities": Kind("/north-herts/write/order/activity/1/", COORDINATOR),
    "move an activity": Kind("/north-herts/write/activity/1/move/", COORDINATOR),
    "move an activity, nowhere": Kind("/north-herts/write/activity/1/move/", COORDINATOR, press="Move it"),
    "merge a priority": Kind("/north-herts/write/priority/1/merge/", COORDINATOR),
    "retire a priority": Kind("/north-herts/write/priority/1/retire/", COORDINATOR, press="Retire it"),
    "leads and dates": Kind("/north-herts/write/table/", COORDINATOR),
    "leads and dates, wrong": Kind(
        "/north-herts/write/table/", COORDINATOR, fill={"Due date of": "never"}, press="Save the table"
    ),
    "an action that was retired": Kind("/north-herts/actions/2/", COORDINATOR, given=retired_things),
    "an action that was retired, to be updated": Kind(
        "/north-herts/actions/1/update/", OFFICER, given=retired_things, status=409
    ),
    "invitation, unknown": Kind("/invitation/nothing/", status=404),
    "not found": Kind("/north-herts/nothing/", OFFICER, status=404),
    "not found, by the public": Kind("/nothing/", status=404),
    "forbidden": Kind(who=OBSERVER, action=REPORTED, deed="update", status=403),
}
