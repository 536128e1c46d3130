import getpass
import os

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from partners import read_only
from partners.models import ReadOnlyMode
from partners.outages import refuses_writes


class Command(BaseCommand):
    help = (
        "Read-only mode, for maintenance: all hosts show the site with a notice on every page, and refuse changes. "
        "Without on or off it says whether it is on."
    )

    def add_arguments(self, parser):
        parser.add_argument("mode", nargs="?", choices=["on", "off"])
        parser.add_argument(
            "notice", nargs="?", default="", help="for all readers: what is done, and until when nothing can be changed"
        )

    def handle(self, *, mode, notice, **options):
        notice, longest = notice.strip(), ReadOnlyMode._meta.get_field("notice").max_length
        if mode == "on" and not notice:
            raise CommandError('Enter a notice that says why and until when: read_only on "Being moved until 15:00."')
        if len(notice) > longest:
            raise CommandError(f"The notice has {len(notice)} characters; {longest} is the most")
        try:
            self.set(mode, notice)
        except DatabaseError as error:
            if not refuses_writes(error):
                raise
            raise CommandError("The database itself is read-only: let it take writes first") from error

    def set(self, mode, notice):
        by = _name_in_shell()
        if mode == "on":
            read_only.turn_on(notice, by=by)
            self.stdout.write("Every host refuses changes within a second. What somebody sent before ends within 30.")
        elif mode == "off":
            self.stdout.write("Off: changes are taken" if read_only.turn_off(by=by) else "It was off")
        elif state := read_only.current():
            since = f"{timezone.localtime(state.began_at):%Y-%m-%d %H:%M}"
            self.stdout.write(f"On since {since}, turned on by {state.by}: {state.notice}")
        else:
            self.stdout.write("Off")


def _name_in_shell():
    if name := os.environ.get("SUDO_USER"):
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return f"user {os.getuid()}"
