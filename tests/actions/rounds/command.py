from io import StringIO

from django.core.management import CommandError, call_command


def run(**options):
    """What send_reminders says, and its complaints."""
    out, err = StringIO(), StringIO()
    try:
        call_command("send_reminders", stdout=out, stderr=err, **options)
        return out.getvalue(), ""
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
