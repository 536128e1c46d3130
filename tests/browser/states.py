"""States of the site in which some kinds of page are looked at, made before they are opened."""

import io
from datetime import date, timedelta

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
    FollowingFactory,
    FollowRequestFactory,
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


def followed():
    """A resident asks to follow the plan, another follows it."""
    partnership = Partnership.objects.get()
    FollowRequestFactory(partnership=partnership, token="token-1")
    FollowingFactory(follower__partnership=partnership, follower__token="token-1")


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
    return Meeting.objects.filter(state="ready", group__kind="strategy").first()


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
