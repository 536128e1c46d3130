"""Lines of the log, as text or as JSON, each with the id of the request in which it was written."""

import json
import logging
import re
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

# Id of the request that this thread answers; "" outside of requests.
request_id = ContextVar("request id", default="")

VALID_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-ID"


def id_of(environ, *, trusted):
    """The request's id: the proxy's, if a proxy of ours is in front and wrote a usable one, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "") if trusted else ""
    return given if VALID_ID.fullmatch(given) else uuid.uuid4().hex


class TextFormatter(logging.Formatter):
    """Text of a line, with the request's id at the end of its message."""

    def formatMessage(self, record):
        line, current = super().formatMessage(record), request_id.get()
        return f"{line} [{current}]" if current else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `time` (UTC), `level`, `logger`, `message`, and `request_id` and `traceback` if any."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
            "traceback": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)
