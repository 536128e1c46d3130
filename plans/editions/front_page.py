"""Front page of the public: what it says of each priority."""

from ..plan_titles import full_title


def context(shown, which):
    area = shown.outline["partnership"]["area"]
    return {
        "title": full_title(shown.outline),
        "description": f"Crime and disorder in {area}: what is being done about it, by whom, and whether it works.",
    }
