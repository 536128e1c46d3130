from .live import history, plan_detail
from .public import colour, edition, edition_changes, editions, summary, theme
from .publishing import plan_preview, publish, withdraw

__all__ = [
    "colour",
    "edition",
    "edition_changes",
    "editions",
    "history",
    "plan_detail",
    "plan_preview",
    "publish",
    "summary",
    "theme",
    "withdraw",
]
