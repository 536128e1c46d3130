"""Every address there is, and one to open of each: with the ids of what there is here."""

from datetime import date

from django.urls import URLPattern, get_resolver, reverse

from actions.meetings.pack import freeze_pack
from actions.models import Evidence, Pack, PaperLetter, Reminder, Sending
from partners import clock
from plans.models import Plan

from .access import ACCOUNT

TOKEN = "the-letter-s-own-token"
FILE = {"document_stored": "0" * 32, "document_size": 1}


def addresses(resolver=None):
    """The names of all the addresses there are."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from addresses(pattern)


def _in_doubt(name, here):
    """The numbers in the address of a letter of which it is not known whether it was sent."""
    doubtful = {"state": "unknown", "claimed_at": clock.now(), "name": "Somebody"}
    if name == "reminder_again":
        day, a_round = date(2009, 6, 1), here.plan.rounds.last()
        letter, _ = Reminder.objects.get_or_create(
            round=a_round, address="nobody@example.org", day=day, defaults=doubtful
        )
        return a_round.pk, letter.pk
    if name == "notification_again":
        person = here.member.user
        letter, _ = here.partnership.notification_letters.get_or_create(user=person, defaults=doubtful)
        return (letter.pk,)
    pack = here.to_come.packs.last() or freeze_pack(here.to_come, by=here.member.user, why=Pack.Why.SENT)
    sending, _ = Sending.objects.get_or_create(
        pack=pack, defaults={"meeting": here.to_come, "what": "pack", "token": "in-doubt"}
    )
    letter, _ = PaperLetter.objects.get_or_create(sending=sending, address="nobody@example.org", defaults=doubtful)
    return here.to_come.pk, letter.pk


def address(name, here):
    arguments = {
        "home": [],
        "healthz": [],
        "readyz": [],
        "metrics": [],
        "security_txt": [],
        "well_known_change_password": [],
        "robots_txt": [],
        "favicon": [],
        "samples": [],
        "sitemap_index": [],
        "demo_mail": [],
        "demo_mail_html": ["0" * 20],
        "invitation": [TOKEN],
        "history": ["here", "action", here.action.pk],
        "restore": ["here", "action", here.action.pk, here.action.history.earliest().history_id],
        "account_confirm_email": ["no-such-key"],
        "mfa_remove_webauthn": [1],
        "openid_connect_login": ["organisation"],
        "openid_connect_callback": ["organisation"],
        "mfa_edit_webauthn": [1],
        "account_reset_password_from_key": ["nobody", "no-such-key"],
    }.get(name)
    if arguments is None:
        arguments = [] if name in ACCOUNT else ["here"]
        if name == "plan_succession":
            days = {
                "title": "Plan",
                "starts_on": date(2011, 4, 1),
                "ends_on": date(2014, 3, 31),
                "period": "April 2011 to March 2014",
            }
            named = {"partnership": here.partnership, "slug": "2011-2014", "continues": here.plan}
            Plan.objects.get_or_create(**named, defaults=days)
            arguments.append("2011-2014")
        if name in ("person_role", "person_end", "person_hand_over", "person_data", "person_download"):
            arguments.append(here.member.pk)
        if name in ("person_return", "person_remove"):
            arguments.append(here.leaver.pk)
        if name.startswith("invitation_"):
            arguments.append(here.invitation.pk)
        if name.startswith("action_") and not name.startswith("action_list"):
            arguments.append(here.action.pk)
        of_coming = ("begin", "edit", "move", "cancel", "put_back", "state", "agenda", "pack_send", "pack_schedule")
        if name.startswith("meeting_") and name.removeprefix("meeting_") in of_coming:
            arguments.append(here.to_come.pk)
        elif name in ("meeting_close", "meeting_comment", "meeting_agree") or (
            name.startswith("meeting_minutes") and not name.endswith("json")
        ):
            arguments.append(here.running.pk)
        elif name in ("meeting_minutes_json", "meeting_correct"):
            arguments.append(here.closed.pk)
        elif name.startswith("meeting_") and name != "meeting_new":
            arguments.append(here.meeting.pk)
        if name == "calendar_feed":
            arguments += [here.calendar.pk, here.calendar.signature]
        if name == "plan_template":
            arguments.append("csv")
        if name in ("plan_import_left_out", "plan_import_undo"):
            arguments.append(here.plan_import.pk)
        elif name.startswith("plan_import_"):
            arguments.append(here.draft.pk)
            arguments += {"plan_import_part": ["a0.2"], "plan_import_row": [0, 2]}.get(name, [])
        if name == "logo":
            arguments.append(here.logo.sha256[:16])
        if name in ("authority_edit", "authority_move", "authority_succeed"):
            arguments.append(here.fire.pk)
        if name in ("follow_confirm", "follow_stop"):
            arguments.append(TOKEN)
        if name == "public_meeting":
            arguments.append(here.in_public.pk)
        if name == "agenda_point":
            arguments.append(here.to_come.agenda.get().pk)
        if name in ("group_detail", "group_edit", "group_matters", "group_member_new", "group_agenda"):
            arguments.append(here.meeting.group_id)
        if name == "standing_point":
            arguments.append(here.meeting.group.standing_agenda.first().pk)
        if name == "group_member_edit":
            arguments.append(here.meeting.group.members.first().pk)
        if name.startswith("record_"):
            arguments.append(here.decision.pk)
        if name == "challenge_answer":
            arguments.append(here.challenge.pk)
        if name.startswith("protocol_") and name != "protocol_new":
            arguments.append(here.protocol.pk)
        if name in ("reminder_again", "paper_letter_again", "notification_again"):
            arguments += _in_doubt(name, here)
        if name == "wording_edit":
            arguments.append("late")
        if name == "signature_take_back":
            arguments.append(here.signature.pk)
        if name.startswith("format_request_") and name != "format_request_new":
            arguments.append(here.asked.pk)
        if name == "easy_read_picture":
            arguments.append("0" * 64)
        if name.startswith("translation_"):
            arguments.append("cy")
        if name == "translation_part":
            arguments.append(f"priority-{here.priority.pk}")
        if name == "easy_read_edit":
            arguments += ["action", here.action.pk]
        if name.startswith(("version_", "other_format")) and name not in ("version_new", "other_formats"):
            is_public = name not in ("version_edit", "version_publish")
            versions = here.partnership.versions.order_by("pk")
            arguments.append(getattr((versions.public() if is_public else versions).first(), "pk", 0))
        if name == "duty_done_take_back":
            arguments.append(here.done.pk)
        elif name.startswith("duty_") and name != "duty_new":
            arguments.append(here.duty.pk)
        if name in ("crime_criterion", "crime_record") or name.startswith("criterion_"):
            arguments.append(here.criterion.pk)
        if name.startswith(("assessment_", "consultation_")) and not name.endswith("_new"):
            arguments.append(getattr(here, name.partition("_")[0]).pk)
        if name in ("write_new", "write_order"):
            arguments += ["activity", here.priority.pk]
        elif name.startswith("write_") and name not in ("write_plan", "write_preview"):
            word, thing = ("section", here.section) if name == "write_edit" else ("activity", here.spare)
            arguments += [word, thing.pk]
        if name.startswith("milestone_"):
            milestones = here.action.milestones(manager="all_objects").filter(
                retired_at__isnull=name != "milestone_return"
            )
            arguments.append(here.action.pk if name == "milestone_new" else milestones.first().pk)
        if name == "ask_received":
            arguments.append(here.question.reference)
        if name.startswith("question_"):
            arguments.append(here.question.pk)
        if name in ("public_answer", "answer_correct", "answer_take_off", "answer_put_back"):
            arguments.append((here.taken_off if name == "answer_put_back" else here.answered).pk)
        if name == "evidence":
            arguments.append(Evidence.objects.filter(kind="file").first().pk)
        if name in ("decided_change", "decided_change_drop"):
            arguments.append(here.decided.pk)
        if name.startswith("date_move") and name != "date_moves":
            arguments.append(here.action.date_moves.order_by("pk").last().pk)
        if name.startswith("round_") and name != "round_new":
            asked = name in ("round_chase", "round_sent")
            arguments.append((here.plan.rounds.first() if asked else here.plan.rounds.last()).pk)
        if name in (
            "edition",
            "edition_page",
            "edition_changes",
            "edition_changes_docx",
            "edition_check",
            "edition_file",
            "edition_picture",
            "withdraw",
        ):
            arguments += [here.plan.slug, 1]
        if name == "page_feed":
            arguments.append(f"priorities/{here.priority.key}/")
        if name in ("public_page", "edition_page", "preview_page"):
            arguments.append("whole-plan/")
        if name.endswith("_file"):
            arguments.append("csv" if name.endswith(("_list_file", "log_file", "sign_ins_file")) else "actions.csv")
    return reverse(name, args=arguments)
