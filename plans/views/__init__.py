from .changes import plan_changes
from .files import current_file, edition_file, feed, plan_file
from .judging import gaps, gaps_list_file, laa, laa_csv, triangle, working
from .live import history, plan_detail
from .public import colour, edition, edition_changes, editions, how_judged, summary, theme
from .publishing import plan_preview, publish, withdraw
from .restoring import restore

__all__ = [
    "colour",
    "current_file",
    "edition",
    "edition_changes",
    "edition_file",
    "editions",
    "feed",
    "gaps",
    "gaps_list_file",
    "history",
    "how_judged",
    "laa",
    "laa_csv",
    "plan_changes",
    "plan_detail",
    "plan_file",
    "plan_preview",
    "publish",
    "restore",
    "summary",
    "theme",
    "triangle",
    "withdraw",
    "working",
]
