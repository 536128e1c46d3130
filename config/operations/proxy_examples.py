"""Example configurations of the web server in front of the site, for nginx and Caddy, built from the table of limits.

docs/running.md shows them with the default limits.
"""

from partners.limits import MEGABYTE, ORDINARY_MB, larger, pattern_of

SOCKET = "unix:/run/living-plan/gunicorn.sock"

# Headers that visitors could forge, removed by the web server. It sets X-Forwarded-For and X-Forwarded-Proto itself,
# the only ones that the site reads; another program behind the same server may read others.
CLAIMS = ("Forwarded", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Real-IP")


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
    "If you have just sent a form, nothing of it was saved. Wait a minute, go back with your browser’s Back button and "
    "send it again.",
)


def nginx(host):
    """Configuration for nginx from 1.18 on."""
    more = "".join(
        f"""
    # {limit.form}: {limit.megabytes} MB.
    location ~ {limit.pattern} {{
        client_max_body_size {limit.body_mb}m;
        proxy_pass http://{SOCKET};
    }}
"""
        for limit in larger()
    )
    claims = "\n".join(f'    proxy_set_header {name} "";' for name in CLAIMS)
    return f"""server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    return 301 https://$host$request_uri;
}}

server {{
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    server_name {host};
    ssl_certificate     /etc/ssl/living-plan/fullchain.pem;
    ssl_certificate_key /etc/ssl/living-plan/privkey.pem;

    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    # Nothing that a visitor made up, and no header with _ in its name, which could pass for a setting of the site.
{claims}
    underscores_in_headers off;

    client_max_body_size {ORDINARY_MB}m;

    location / {{
        proxy_pass http://{SOCKET};
    }}
{more}
    # When the web server itself refuses, or finds no site.
    error_page 413 @too_large;
    location @too_large {{
        default_type "text/html; charset=utf-8";
        add_header Cache-Control no-store always;
        return 413 '{TOO_LARGE}';
    }}
    error_page 502 504 =503 @away;
    location @away {{
        default_type "text/html; charset=utf-8";
        add_header Cache-Control no-store always;
        add_header Retry-After 60 always;
        return 503 '{AWAY}';
    }}
}}
"""


def caddy(host):
    """Configuration for Caddy 2.6."""
    export = pattern_of("export_zip")
    largest = max([ORDINARY_MB, *(limit.body_mb for limit in larger())])
    more = "".join(
        f"""
	# {limit.form}: {limit.megabytes} MB.
	@large_{n} {{
		path_regexp {limit.pattern}
		expression `{_more_than(limit.body_mb)}`
	}}
	error @large_{n} 413
"""
        for n, limit in enumerate(larger(), 1)
    )
    others = "\n".join(f"\t\tnot path_regexp {limit.pattern}" for limit in larger())
    socket = SOCKET.replace(":", "/")
    return f"""{host} {{
	@large {{
{others}
		expression `{_more_than(ORDINARY_MB)}`
	}}
	error @large 413
{more}
	# For a request that does not say how large it is.
	request_body {{
		max_size {largest}MiB
	}}

	# Nothing that a visitor made up, and no header with _ in its name, which could pass for a setting of the site.
	request_header -*_*
	request_header -Forwarded
	request_header -X-Forwarded-*
	request_header -X-Real-IP

	# In whole into memory before it goes on, both ways. Caddy from 2.6.4 on: request_buffers {largest}MiB and
	# response_buffers 32MiB, in place of these two.
	reverse_proxy {socket} {{
		buffer_requests
		buffer_responses
	}}
	# But an export, which may be as large as all files of evidence together, as it is made.
	@export path_regexp {export}
	reverse_proxy @export {socket} {{
		buffer_requests
	}}

	# When the web server itself refuses, or finds no site.
	handle_errors {{
		header Content-Type "text/html; charset=utf-8"
		header Cache-Control no-store
		@too_large expression `{{http.error.status_code}} == 413`
		respond @too_large `{TOO_LARGE}` 413
		header Retry-After 60
		respond `{AWAY}` 503
	}}
}}
"""


def _more_than(megabytes):
    """Condition in Caddy's expression language. An empty header is tested first, since int() of it is an error."""
    length = "{header.Content-Length}"
    return f'{length} != "" && int({length}) > {megabytes * MEGABYTE}'
