"""Sending the pack of a meeting, for the tests."""

from io import StringIO

from django.core.management import CommandError, call_command

from actions.meetings.sending import PACK, send_letters, send_paper

SITE = "https://plan.example.org"
TOKEN = "0" * 32
ADDRESSES = ["officer.of.the.constabulary@example.org", "grey@trust.example.org", "chair@example.org"]


def path(meeting, page="pack/send/"):
    return f"/here/meetings/{meeting.pk}/{page}"


def filled_in(client, meeting, **fields):
    """The form as a person would send it who had just opened the page."""
    context = client.get(path(meeting)).context
    return {"seen": context["seen"], "token": context["form"]["token"].value(), "introduction": ""} | fields


def go(meeting, by, token=TOKEN, **texts):
    sent = send_paper(PACK, meeting, by=by, token=token, **texts)
    send_letters(sent.letters.to_send(), site=SITE)
    return sent


def run():
    """What send_reminders says, and its complaints."""
    out, err = StringIO(), StringIO()
    try:
        call_command("send_reminders", stdout=out, stderr=err)
        return out.getvalue(), ""
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
