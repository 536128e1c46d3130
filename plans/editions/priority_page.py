"""Public page of a priority: its measures, its actions, what people said of it."""


def context(shown, which):
    number, priority = next((n, p) for n, p in enumerate(shown.outline["priorities"], 1) if p["key"] == which)
    return {
        "title": priority["name"],
        "description": f"{priority['name']}: how the measures stand, what is being done about it, by whom and by when.",
        "priority": priority,
        "number": number,
    }
