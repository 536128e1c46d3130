"""E-mails: the only place where they are built.

Text templates are not escaped, and the result is a plain str, so that a page showing it escapes it. Line breaks in
users' text never reach a header.
"""

import re
from email.utils import quote

from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.context import make_context
from django.template.loader import get_template, render_to_string

from .languages import in_english

CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f]")


class Email(EmailMultiAlternatives):
    """E-mail to one person from `template`.txt and, if it exists, `template`.html.

    `subject` and `name` may be users' text; `reply_to` is an address or "". Sending raises ValueError for an address
    that cannot go into a header.
    """

    @in_english()
    def __init__(self, template, context, *, subject, address, name="", reply_to="", headers=None, request=None):
        super().__init__(
            subject=one_line(subject),
            body=plain_text(f"{template}.txt", context, request),
            to=[f'"{quote(one_line(name))}" <{address}>' if name else address],
            reply_to=[reply_to] if reply_to else None,
            headers=headers,
        )
        try:
            html = render_to_string(f"{template}.html", context, request)
        except TemplateDoesNotExist:
            return
        self.attach_alternative(html, "text/html")


def plain_text(template, context, request=None):
    """Text template rendered as a plain str that ends with one line break."""
    text = get_template(template).template.render(make_context(context, request, autoescape=False))
    return str.__str__(text).strip() + "\n"


def one_line(text):
    """Text without line breaks, tabs and other control characters, which a header must not have."""
    return " ".join(CONTROL_CHARACTERS.sub(" ", text).split())
