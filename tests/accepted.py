"""For each address that takes a form: one that is accepted from whoever may send it."""

import uuid
from datetime import date

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from partners import clock
from partners.fingerprint import fingerprint
from partners.public_forms import SALT

from .actions.reporting.spreadsheet import sheets
from .page_forms import Page
from .partners.public_pages import opened
from .priorities import crimes


def a_while_ago():
    """The hidden field of a public form that was opened half a minute ago."""
    return signing.dumps([uuid.uuid4().hex, clock.now().timestamp() - 30], salt=SALT)


def accepted_form(name, client, path, here):
    """What a person would send who had just opened the form and filled it in."""
    if name == "action_edit":
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "wording": "Fit the best locks", "why": "Clearer"}
    if name == "criterion_edit":
        page = client.get(path)
        words = {
            "wording": "Far fewer burglaries",
            "kind": "headline",
            "target_kind": "value",
            "unit": "burglaries",
            "why": "x",
        }
        return words | {"base": page.context["form"].fingerprint if page.status_code == 200 else ""}
    if name == "criterion_measure":
        return {"period": "2009-01-01/2009-03-31", "value": "37", "source": "Recorded crime"}
    if name == "criterion_judge":
        return {"word": "short", "reason": "One bad month"}
    if name == "follow":
        return opened(client, path) | {"email": "resident@example.org"}
    if name == "publish":
        page = client.get(path)
        return {"note": "What is new", "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "ask":
        return {"opened": signing.dumps([uuid.uuid4().hex, clock.now().timestamp() - 30], salt=SALT), "text": "Why?"}
    if name in ("question_publish", "answer_correct"):
        page = client.get(path)
        words = {"said": "When are the steps lit?", "answer": "In June", "checked": "on", "why": "Plainer"}
        return words | {"seen": fingerprint([words["said"], words["answer"]])} if page.status_code == 200 else words
    if name == "question_draft":
        page = client.get(path)
        seen = page.context["form"].seen if page.status_code == 200 else ""
        return {"text": f"In June {seen}", "seen": seen}
    if name == "question_assign":
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "assigned_to": here.fire.pk, "answer_by": "1 7 2009", "urgent": "on"}
    if name == "question_close":
        return {"closed_as": "elsewhere", "message": "Please ask the council"}
    if name in ("question_forget", "answer_take_off"):
        return {"why": "It was asked for"}
    if name == "date_move":
        page = client.get(path)
        return {"decision": "approve", "seen": page.context["form"].fingerprint if page.status_code == 200 else ""}
    if name in ("decided_change", "decided_changes_apply"):
        page = client.get(path.removesuffix("apply/"))
        return {"seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "decided_change_drop":
        return {"why": "It was decided again"}
    if name == "date_moves":
        return {"needed": "no"}
    if name in ("milestone_new", "milestone_edit"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "wording": "All crews trained", "due_on": "30 9 2009", "done_on": "1 6 2009"}
    if name == "milestone_remove":
        return {"why": "It is part of another"}
    if name == "action_undo":
        page = client.get(path)
        return {"update": page.context["update"].pk if page.status_code == 200 and page.context["update"] else ""}
    if name == "round_chase":
        page = client.get(path)
        form = page.context["form"] if page.status_code == 200 else None
        return {"token": "0" * 32, "to": list(form.letters) if form else [], "seen": form.fingerprint if form else ""}
    if name == "wording_edit":
        return {"subject": "{updates} due", "text": "Dear {name}, {list} {link}", "why": "x"}
    if name == "round_new":
        return {
            "opens_on": "1 October 2009",
            "due_on": "15 October 2009",
            "grace_days": "14",
            "remind_on": "on the day",
        }
    if name == "round_edit":
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "opens_on": "2 July 2009", "due_on": "16 July 2009", "grace_days": "7"}
    if name in ("group_new", "group_edit"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "name": f"A group for {base[:20]}", "kind": "working", "quorum": "3"}
    if name == "group_member_new":
        return {"base": "new", "name": "Somebody", "authority": here.fire.pk, "post": "Station manager"}
    if name == "group_member_edit":
        page = client.get(path)
        return {"base": page.context["form"].fingerprint if page.status_code == 200 else "", "post": "Inspector"}
    if name in ("meeting_new", "meeting_edit"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        day = {"meeting_new": "1 9 2009", "meeting_edit": "2 9 2009"}[name]
        hour = 9 + here.meeting.group.meetings.count()
        return {"base": base, "group": here.meeting.group_id, "day": day, "begins": f"{hour}:00", "place": "Hitchin"}
    if name == "meeting_move":
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {
            "base": base,
            "day": "3 9 2009",
            "begins": "10:00",
            "place": f"Hall {base[:8]}",
            "why": "The hall is let",
        }
    if name == "meeting_begin":
        return {"sure": "1"}
    if name == "meeting_cancel":
        return {"why": "The hall is flooded"}
    if name == "calendar":
        return {"make": "", "groups": "all", "seen": "0"}
    if name == "meeting_state":
        return {"state": "draft"}
    if name == "meeting_pack_schedule":
        page = client.get(path)
        return {"base": page.context["form"].fingerprint if page.status_code == 200 else "", "pack_schedule": "held"}
    if name == "meeting_comment":
        return {"text": "I was there too"}
    if name == "meeting_agree":
        return {"minutes": here.earlier.pk, "how": "true"}
    if name in ("meeting_pack_send", "meeting_minutes_send"):
        page = client.get(path)
        return {"token": "0" * 32, "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "meeting_agenda":
        return {"add": "1", "title": "The budget"}
    if name == "group_agenda":
        return {"add": "1", "title": "The budget"}
    if name in ("agenda_point", "standing_point"):
        return {"title": "The money"}
    if name == "meeting_record":
        return {"at": "welcome", "kind": "note", "text": "The chair was thanked"}
    if name == "record_edit":
        page = client.get(path)
        return {"base": page.context["form"].fingerprint if page.status_code == 200 else "", "text": "It was agreed"}
    if name in ("record_settle", "record_follow_up", "challenge_answer", "meeting_draft"):
        return {"text": "It is done"}
    if name == "restore":
        page = client.get(path)
        return {"seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "meeting_close":
        page = client.get(path)
        return {"seen": page.context.get("seen", "") if page.status_code == 200 else ""}
    if name == "meeting_correct":
        return {"text": "It was a Tuesday"}
    if name == "person_invite":
        return {"name": "Ann", "email": "ann@example.org", "authority": here.fire.pk, "role": "officer"}
    if name == "people_invite":
        return {"lines": "Bob, bob@example.org, Fire, Observer", "send": ""}
    if name == "person_role":
        return {"role": "observer"}
    if name == "person_hand_over":
        form = {"successor": here.officer_there.pk, "why": "A new post"}
        page = client.post(path, form)
        return form | {"hand_over": "1", "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name in ("another_format", "format_request_new"):
        asked = {"format": "language", "language": "pl", "telephone": "01234 567890", "opened": a_while_ago()}
        return asked | {"asked_by": "telephone", "asked_on": "1 6 2009"}
    if name in ("format_request_edit", "format_request_answer"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        asked = {"format": "braille", "due_on": "1 7 2009", "why": "x"}
        return {"base": base, **asked, "outcome": "sent", "answered_on": "15 6 2009", "answer": "Posted"}
    if name in ("accessibility_edit", "privacy_edit"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "controller": "The Council", "compliance": "partial", "problems": "Scans", "why": "x"}
    if name in ("version_new", "version_edit"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        words = {
            "format": "audio",
            "title": f"Read aloud {base[:8]}",
            "link": "https://example.org/",
            "transcript": "x",
        }
        return {"base": base, **words, "edition": here.plan.editions.first().pk}
    if name == "easy_read_edit":
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "text": f"We fit locks. {base[:8]}", "checked": "on"}
    if name == "translation_part":
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        text = f"action-{here.action.pk}-wording"
        return {"base": base, text: f"Gosod cloeon {base[:8]}", f"{text}-checked": "on"}
    if name in ("version_publish", "translation_publish"):
        page = client.get(path)
        return {"seen": page.context["seen"] if page.status_code == 200 else ""}
    if name == "version_withdraw":
        return {"why": "It says the wrong day"}
    if name == "format_request_delete_contact":
        return {"why": "They asked for it"}
    if name in ("duty_new", "duty_edit"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        words = {"obligation": "Do it well", "source_kind": "own", "source": "The group, in May", "often": "open"}
        return {"base": base, **words}
    if name == "duty_done":
        return {"done_on": "1 6 2009", "description": "Done", "url": "https://example.org/"}
    if name == "protocol_sign":
        return {"authority": here.police.pk, "signed_on": "1 6 2009"}
    if name in ("protocol_new", "protocol_edit"):
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "version": "New", "agreed_on": "1 8 2008"}
    if name in ("settings", "authority_edit", "plan_edit"):
        page = client.get(path)
        if page.status_code != 200:
            return {}
        form = page.context["form"]
        data = {name: form[name].value() for name in form.fields}
        days = {name: f"{day:%d %m %Y}" for name, day in data.items() if isinstance(day, date)}
        return {name: value for name, value in data.items() if value is not None} | days | {
            "base": form.fingerprint, "why": "Agreed", "notice": "New", "short_name": "New", "subtitle": "New",
        }  # fmt: skip
    if name == "person_remove":
        return {"name": "keep", "why": "She asked for it"}
    if name == "logo_edit":
        return {"remove": "1"}
    if name == "authority_new":
        return {"name": "The Probation Trust", "short_name": "Probation", "kind": "responsible"}
    if name == "authority_succeed":
        page = client.get(path)
        seen = page.context["work"].fingerprint if page.status_code == 200 else ""
        return {"ends_on": "14 6 2009", "name": "New", "short_name": "New", "why": "By law", "seen": seen}
    if name == "plan_new":
        return {"title": "Plan", "starts_on": "1 4 2011", "ends_on": "31 3 2014"}
    if name == "carry_forward":
        page = client.get(path)
        seal = page.context["tree"].fingerprint if page.status_code == 200 else ""
        days = {"title": "Plan", "starts_on": "1 4 2011", "ends_on": "31 3 2014", "dates": "keep"}
        return days | {"go": [f"priority-{here.priority.pk}"], "seal": seal, "save": "1"}
    if name == "authority_move":
        return {"up": "1"}
    if name == "write_edit":
        page = client.get(path)
        base = page.context["form"].fingerprint if page.status_code == 200 else ""
        return {"base": base, "heading": "In other words", "why": "Plainer"}
    if name == "write_plan":
        page = client.get(path)
        rows = [row for row in page.context["table"].rows if row.letter == "a"] if page.status_code == 200 else []
        sent = {"action": [row.part.pk for row in rows], "why": "Agreed"}
        sent |= {f"{row.prefix}-{name}": row[name].value() or "" for row in rows for name in ("lead", "due_on")}
        sent |= {f"{row.prefix}-base": row.fingerprint for row in rows}
        return sent | {f"{row.prefix}-lead": here.council.pk for row in rows[:1]}
    if name == "lead_officers":
        page = client.get(path)
        rows = page.context["table"].rows if page.status_code == 200 else []
        sent = {"action": [row.part.pk for row in rows]} | {f"{row.prefix}-base": row.fingerprint for row in rows}
        return sent | {f"{row.prefix}-deputy": row.fields["deputy"].choices[-1][0] for row in rows[:1]}
    if name == "write_order":
        page = client.get(path)
        places = {f"place-{one.pk}": "1" for one in here.priority.actions.all()}
        return places | {"why": "Agreed", "seen": page.context["seen"] if page.status_code == 200 else ""}
    if name in ("write_new", "write_move", "write_merge", "write_retire"):
        into = {"to": f"hallmark-{here.hallmark.pk}", "into": here.action.pk}
        return into | {"wording": "Light the park", "why": "Agreed"}
    if name.startswith(("assessment_", "consultation_")):
        page = client.get(path) if name.endswith("_edit") else None
        base = page.context["form"].fingerprint if page and page.status_code == 200 else ""
        return {"base": base, "title": "In June", f"place-{here.priority.pk}": "2", "why": "New"}
    if name.endswith("take_back") or name in ("duty_retire", "duty_return", "plan_import_undo"):
        return {"why": "A mistake"}
    if name in ("plan_import_preview", "plan_import_columns", "plan_import_part"):
        return _as_shown(client, path) | ({"save": "1"} if name == "plan_import_preview" else {})
    if name == "withdraw":
        return {"reason": "A name was in it"}
    if name == "crimes_load":
        rows = [crimes.row(crimes.JANUARY)]
        return {"files": SimpleUploadedFile(crimes.name(), crimes.content(rows))}
    if name == "crime_criterion":
        page = client.get(path)
        chosen = {"places": ["hertfordshire/North Hertfordshire"], "crime_types": ["Burglary"]}
        return chosen | {"base": page.context["form"].fingerprint if page.status_code == 200 else ""}
    if name == "crime_record":
        return {"status": "final", "seen": "0"}
    return {"seen": "none", "status": "on_track", "happened": "Ten locks fitted", "authority": ""}


def _as_shown(client, path):
    """The values that a page's form shows, to send it unchanged; {} for who may not see it."""
    page = client.get(path)
    if page.status_code != 200:
        return {}
    form = next(
        each
        for each in Page(page.content.decode()).forms
        if each.method == "post" and not each.action and not any(button.name == "do" for button in each.buttons)
    )
    return form.filled()


def filled_sheet(name, client, here):
    """The Constabulary's file with an update in its first row, or what its preview sends on, from who may have it."""
    file = client.get(f"{sheets.FILE}?authority={here.police.pk}")
    if file.status_code != 200:
        return {}
    content = sheets.filled(file.content, {2: sheets.ROW})
    if name == "spreadsheet_save":
        return {"rows": sheets.upload(client, content).context["signed_rows"]}
    return {"file": SimpleUploadedFile("updates.xlsx", content)}
