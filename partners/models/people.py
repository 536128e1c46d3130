from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from ..history import History
from ..roles import Role
from .authorities import Authority


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
    """A person who signs in; what they may do in a partnership is their Membership's business."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    history = History(excluded_fields=["password", "last_login"])

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Saved like anything else, but a sign-in (which saves last_login alone) is no change and leaves no history."""
        if set(kwargs.get("update_fields") or ()) == {"last_login"}:
            self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            vars(self).pop("skip_history_when_saving", None)

    @property
    def is_staff(self):
        return self.is_superuser


class MembershipQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(authority__partnership=partnership)


class Membership(models.Model):
    """A person's role in a partnership, held for one of its authorities."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "authority"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["observer", "officer", "chair", "coordinator"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()} for {self.authority}"
