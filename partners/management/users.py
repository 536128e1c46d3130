from django.core.management.base import CommandError

from ..models import User


def find_user(email):
    """The user who signs in with this address. Raises CommandError if nobody does."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(f"Nobody signs in with {email}")
    return user
