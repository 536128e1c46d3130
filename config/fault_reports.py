"""Reports of faults to a server that understands Sentry's protocol, if SENTRY_DSN is set.

A report holds what a developer needs and nothing that a person wrote: the exceptions' types, the lines of code that
led to them, and the request's id. It is put together anew from what is known to be harmless: an exception's text, an
address, a header, a form or a variable may hold a name, a token or a plan that is not public.
"""

import logging

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import logs

OUR_LOGGERS = {"actions", "config", "living_plan", "partners", "plans", "priorities"}
OF_EVENT = ("event_id", "timestamp", "platform", "level", "logger", "release", "sdk")
OF_FRAME = ("filename", "module", "function", "lineno", "pre_context", "context_line", "post_context", "in_app")


def start():
    """Report each error that is logged, and each that ends a command, from now on."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.atexit import AtexitIntegration
        from sentry_sdk.integrations.dedupe import DedupeIntegration
        from sentry_sdk.integrations.excepthook import ExcepthookIntegration
        from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger
    except ImportError as error:
        raise ImproperlyConfigured("SENTRY_DSN needs the libraries of requirements-extras.txt") from error
    # Requests for names that are not this site's: robots send them all day.
    ignore_logger("django.security.DisallowedHost")
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=settings.VERSION,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),
            DedupeIntegration(),
            AtexitIntegration(callback=lambda pending, timeout: None),
        ],
        before_send=harmless,
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        # Which every such server understands; brotli, which is installed here, not all do.
        _experiments={"transport_compression_algo": "gzip"},
    )


def send_trial():
    """Report that nothing has failed, and wait until it is sent. Whoever set this up looks for it there."""
    import sentry_sdk

    logging.getLogger(__name__).error("A trial by manage.py doctor: nothing has failed")
    sentry_sdk.flush(timeout=10)


def harmless(event, hint):
    """What is sent of an event: its own kinds of values alone."""
    report = _only(event, OF_EVENT)
    if current := logs.request_id.get():
        report["tags"] = {"request_id": current}
    record = hint.get("log_record")
    # A message's text without its values. What other libraries log may have values in the text itself.
    if record and (record.args or record.name.partition(".")[0] in OUR_LOGGERS):
        report["logentry"] = {"message": str(record.msg)}
    if raised := event.get("exception"):
        report["exception"] = {"values": [_exception(each) for each in raised["values"]]}
    return report


def _exception(raised):
    frames = (raised.get("stacktrace") or {}).get("frames", [])
    return _only(raised, ("type", "module")) | {"stacktrace": {"frames": [_only(frame, OF_FRAME) for frame in frames]}}


def _only(values, names):
    return {name: values[name] for name in names if name in values}
