"""Parts of a plan that tests of the editor make, and what the outline has of them."""

from datetime import date

from actions.plan_editor import operations
from actions.plan_editor.kinds import PART_KINDS
from plans.outline.build import PARTNERSHIP, outline

NEW = {
    "section": {"heading": "How we work", "body": "Together."},
    "priority": {"name": "Reduce arson", "heading": "Fewer fires"},
    "hallmark": {"name": "Engaged communities", "body": "Ask *people*."},
    "criterion": {"wording": "Fewer fires", "target_kind": "value"},
    "associated": {"wording": "More visits", "target_kind": "value"},
    "activity": {"wording": "Fit smoke alarms"},
    "hallmark-action": {"wording": "Ask a panel"},
}


def parent_of(kind, here):
    return {"plan": here.plan, "priority": here.priority, "hallmark": here.hallmark}[kind.link]


def whole(here, **more):
    return outline(here.plan, audience=PARTNERSHIP, **more)


def wordings(here, kind):
    """The words of all that the outline has of a kind, in its order."""
    plan = whole(here)
    if kind in ("criterion", "associated"):
        wanted = {"criterion": "headline"}.get(kind, kind)
        return [c["wording"] for p in plan["priorities"] for c in p["criteria"] if c["kind"] == wanted]
    if kind in ("activity", "hallmark-action"):
        parts = plan["priorities" if kind == "activity" else "hallmarks"]
        return [a["wording"] for p in parts for a in p["actions"]]
    if kind == "section":
        return [s["heading"] for s in plan["sections"].values()]
    return [p["name"] for p in plan["priorities" if kind == "priority" else "hallmarks"]]


def new(here, kind, **fields):
    kind = PART_KINDS[kind]
    return operations.make_part(kind, parent_of(kind, here), by=None, **(NEW[kind.key] | fields))


def newest(part):
    row = part.history.latest()
    return row.history_user, row.history_change_reason


def form_of(page):
    """What the opened form sends back."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: f"{v:%d %m %Y}" if isinstance(v, date) else v for name, v in data.items() if v is not None}
    return data | ({"base": form.fingerprint} if hasattr(form, "fingerprint") else {})
