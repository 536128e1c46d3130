import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..export_options import Export
from ..held_data import HeldData
from ..history import History
from ..languages import ALL, OF_MEMBERS
from ..permissions import MAY, Permission, Role
from .authorities import Authority
from .querysets import PartnershipScoped

# Address of people whose contact details were removed, in a domain that nobody can own (RFC 2606).
NOWHERE = "removed-{}@removed.invalid"
INVITATION_VALID_FOR = timedelta(days=14)


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; a Membership says what they may do in a partnership."""

    email = models.EmailField(unique=True, db_comment="E-mail address, of members of this partnership")
    name = models.CharField(max_length=200, db_comment="The person’s name")
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=[(code, ALL[code].name) for code in OF_MEMBERS],
        db_comment="Of the pages after signing in, and of e-mails; empty until the person chooses",
    )
    is_active = models.BooleanField(default=True, db_comment="Whether the account is open")

    held = HeldData(
        _("Members, who sign in"),
        _("Name, e-mail address, roles, what they reported and changed, and how they sign in, without the password."),
        lambda: _g("After they have left, a coordinator can delete the address; the record of work stays."),
    )
    export = Export(
        "people",
        "Everybody whom another table names by a number.",
        left_out=("is_superuser", "last_login", "password"),
        addresses=("email",),
        shown_as="name",
    )

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    history = History(excluded_fields=["password", "last_login"], personal={"name"})

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            models.CheckConstraint(condition=Q(language__in=["", *OF_MEMBERS]), name="user_language_known"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save; a sign-in (saving `last_login` alone) leaves no history row."""
        if set(kwargs.get("update_fields") or ()) == {"last_login"}:
            self.skip_history_when_saving = True
            self.last_login = clock.now()
        try:
            super().save(*args, **kwargs)
        finally:
            vars(self).pop("skip_history_when_saving", None)

    @property
    def last_sign_ins(self):
        """The account's latest events, newest first, for the person's own page."""
        return self.access_events.exclude(kind__in=["refused", "downloaded"])[:10]

    @property
    def is_staff(self):
        return self.is_superuser


class MembershipQuerySet(PartnershipScoped):
    def coordinating(self):
        """Coordinators with an active account."""
        return self.filter(role=Role.COORDINATOR, user__is_active=True)

    def officers(self):
        """Those who report for an authority, with an active account: with its user, in the order of names."""
        active = self.filter(role__in=MAY[Permission.REPORT], user__is_active=True)
        return active.select_related("user").order_by("user__name", "pk")


class ActiveMemberships(models.Manager.from_queryset(MembershipQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(ended_at__isnull=True)


class Membership(models.Model):
    """A person's role in a partnership, held for one of its authorities, until it is ended.

    `objects` (and `user.memberships`) has only current memberships, so that no query includes leavers by mistake.
    `all_objects` has the ended ones as well.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    ended_at = models.DateTimeField(
        "ended", null=True, blank=True, editable=False, db_comment="When it ended; empty while it stands"
    )
    details_removed_at = models.DateTimeField(_("contact details removed"), null=True, blank=True, editable=False)

    objects = ActiveMemberships()
    all_objects = MembershipQuerySet.as_manager()
    history = History(page="membership", belongs_to="authority", private_reasons=True, named_with=("user", "authority"))
    export = Export("memberships", "Who has, or had, which role for which authority.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "authority"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(details_removed_at__isnull=True) | Q(ended_at__isnull=False),
                name="membership_keeps_details_while_it_stands",
            ),
        ]

    def __str__(self):
        return _g("%(name)s, %(role)s for %(authority)s") % {
            "name": self.user,
            "role": self.get_role_display(),
            "authority": self.authority,
        }

    def is_officer_of(self, authority_id):
        """Whether this person is an officer of the authority now, as `officers` are."""
        may_report = self.role in MAY[Permission.REPORT] and self.user.is_active
        return may_report and self.ended_at is None and self.authority_id == authority_id


class InvitationQuerySet(PartnershipScoped):
    def of_token(self, token):
        """The invitation with this token in its link; only the token's hash is stored."""
        return self.filter(token_hash=hash_token(token))

    def pending(self):
        """Invitations neither accepted nor revoked; the link may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self):
        return self.pending().filter(expires_at__gt=clock.now())


def hash_token(token):
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(models.Model):
    """Invitation of a person to a role for an authority. The link in the e-mail works once, for some days."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REVOKED = "revoked", _("Revoked")
        EXPIRED = "expired", _("Expired")
        UNSENT = "unsent", _("Not known to have been sent")
        OPEN = "open", _("Sent, not accepted yet")

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=200, db_comment="Who was invited")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(max_length=20, choices=Role)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_made", db_comment="Who invited them")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("made", db_comment="When it was made")
    sent_at = models.DateTimeField("sent", null=True)
    expires_at = models.DateTimeField("expires", db_comment="When its link stops working")
    accepted_at = models.DateTimeField("accepted", null=True, db_comment="When it was accepted")
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="invitations_accepted", db_comment="Who accepted it"
    )
    revoked_at = models.DateTimeField("revoked", null=True, db_comment="When it was withdrawn")

    objects = InvitationQuerySet.as_manager()
    # Not stored: whether the mail server stopped answering after it had been given the e-mail.
    answer_lost = False

    # Both fields add nothing to the row itself, and every member may read a history.
    history = History(
        page="invitation",
        belongs_to="authority",
        private_reasons=True,
        hides={"accepted_by_id"},
        personal={"name"},
        excluded_fields=["token_hash", "email"],
    )
    export = Export(
        "invitations",
        "Who was asked to sign in, for which authority and as what.",
        left_out=("token_hash",),
        addresses=("email",),
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "authority",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_pending_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="invitation_expires_later"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self):
        return _g("%(name)s, %(role)s for %(authority)s") % {
            "name": self.name,
            "role": self.get_role_display(),
            "authority": self.authority,
        }

    def renew(self):
        """Give it a new token, whose link is valid for the full time; the link before stops. Returns the token."""
        token = secrets.token_urlsafe(32)
        self.token_hash, self.sent_at, self.expires_at = hash_token(token), None, clock.now() + INVITATION_VALID_FOR
        return token

    @property
    def is_forgotten(self):
        """Whether the invited person's address was removed."""
        return self.email.endswith(NOWHERE.format("").partition("@")[2])

    @property
    def state(self):
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        if self.sent_at is None:
            return self.State.UNSENT
        return self.State.OPEN if self.expires_at > clock.now() else self.State.EXPIRED

    @property
    def pending(self):
        return self.accepted_at is None and self.revoked_at is None
