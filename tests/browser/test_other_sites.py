"""A council shows the summary of the plan on a site of its own: another server on another port, without scripts."""

import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import expect


@contextmanager
def another_site(html):
    """A site of somebody else's, with one page. Yields its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><html lang=en><title>Council</title><h1>Council</h1>{html}".encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_a_council_shows_the_summary_and_its_links_lead_to_the_plan(browse, new_context, site):
    page = browse()
    page.goto("/north-herts/on-your-site/")
    line = page.locator(".snippet").inner_text()
    with another_site(f'<div style="width: 280px">{line}</div>') as address:
        context = new_context(java_script_enabled=False)
        council = context.new_page()
        asked = []
        council.on("response", lambda response: asked.append((response.request.resource_type, len(response.body()))))
        council.goto(address)
        summary = council.frame_locator("iframe[title='North Herts Community Safety Plan: how it is going']")
        expect(summary.get_by_role("heading", level=1)).to_have_text("North Herts Community Safety Plan")
        expect(summary.get_by_role("heading", name="Next public meeting")).to_be_visible()
        council.wait_for_load_state("networkidle")
        ours = [size for kind, size in asked if kind != "other"][1:]
        assert ([kind for kind, _ in asked if kind in ("script", "image", "font")], context.cookies()) == ([], [])
        assert sum(ours) <= 10 * 1024
        body = summary.locator("body")
        assert body.evaluate("body => [body.scrollWidth, innerWidth]") == [280, 280]
        summary.get_by_role("link", name="Reduce dwelling burglary").click()
        expect(council).to_have_url(re.compile(f"^{site}/north-herts/priorities/"))


def test_another_page_of_ours_is_not_shown_in_a_frame(new_context, site):
    with another_site(f'<iframe src="{site}/north-herts/"></iframe>') as address:
        page = new_context().new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        expect(page.frame_locator("iframe").get_by_role("link", name="Reduce dwelling burglary")).to_have_count(0)
        assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]
