"""Example configurations of the web server in front of the site, for nginx and Caddy, built from the table of limits.

docs/running.md shows them with the default limits, docs/several-hosts.md what nginx needs before several hosts.
"""

from django.template.loader import render_to_string

from partners.limits import MEGABYTE, ORDINARY_MB, larger, pattern_of

SOCKET = "unix:/run/living-plan.sock"

# Headers that visitors could forge, removed by the web server. It sets X-Forwarded-For and X-Forwarded-Proto itself,
# the only ones that the site reads; another program behind the same server may read others.
FORGED = ("Forwarded", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Real-IP")


def _error_page(heading, *sentences):
    """HTML of an error page served by the web server: one line, without the quotation marks that enclose it there."""
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        '<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{heading}</title><h1>{heading}</h1>{paragraphs}</html>"
    )


TOO_LARGE = _error_page(
    "This is too large to send",
    "Nothing was saved.",
    "Go back with your browser’s Back button. The form says how large its files may be: choose smaller ones, or send "
    "fewer at a time.",
)
AWAY = _error_page(
    "The site cannot be reached at the moment",
    "If you have just sent a form, it is not certain whether it was saved. Wait a minute, look whether it is there, "
    "and if not, go back with your browser’s Back button and send it again.",
)


def nginx(host, hosts=()):
    """Configuration for nginx from 1.18 on, before the socket on its own machine, or before `hosts` (HOST:PORT)."""
    upstream = "living_plan" if hosts else SOCKET
    return _filled("nginx.conf", host, upstream=upstream, hosts=hosts, forged_headers=FORGED)


def caddy(host):
    """Configuration for Caddy 2.6.2, Debian 12's. It tests for an empty header first, since int() of it is an error."""
    return _caddy(host, SOCKET.replace(":", "/"), request=["buffer_requests"], response=["buffer_responses"])


def compose():
    """The Caddyfile of compose.yaml, for Caddy from 2.7 on, before two containers. Caddy reads the name from SITE_HOST.

    Whom it cannot reach it leaves out for a while and asks the other; it repeats no form that may have arrived.
    """
    either = ["lb_policy round_robin", "lb_retries 2", "fail_duration 5s"]
    # Beyond the thirty seconds after which gunicorn ends a request.
    either += ["transport http {", "\tresponse_header_timeout 40s", "}"]
    return _caddy(
        "{$SITE_HOST}",
        "app-1:8000 app-2:8000",
        request=[*either, f"request_buffers {_largest()}MiB"],
        response=["response_buffers 32MiB"],
        in_compose=True,
    )


def _caddy(host, upstreams, *, request, response, in_compose=False):
    return _filled(
        "Caddyfile",
        host,
        upstreams=upstreams,
        request_buffers=request,
        response_buffers=response,
        in_compose=in_compose,
        export=pattern_of("export_zip"),
        largest=_largest(),
    )


def _largest():
    return max([ORDINARY_MB, *(limit.body_mb for limit in larger())])


def _filled(name, host, **context):
    ordinary = {"ordinary_mb": ORDINARY_MB, "ordinary_bytes": ORDINARY_MB * MEGABYTE}
    context |= {"host": host, "limits": larger(), "too_large": TOO_LARGE, "away": AWAY, **ordinary}
    return render_to_string(f"operations/{name}", context)
