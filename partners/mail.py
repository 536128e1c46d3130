"""Every e-mail of ours is made here, and nowhere else.

A text template gives words and no markup: nothing in it is escaped, and what comes out is a plain str, so that a page
that shows it escapes it. What people wrote may hold line breaks: none gets into a header.
"""

import re
from email.utils import quote

from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.context import make_context
from django.template.loader import get_template, render_to_string

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


class Email(EmailMultiAlternatives):
    """A letter to one person, from `template`.txt and, where there is one, `template`.html.

    `subject` and `name` are words as somebody wrote them; `reply_to` is an address or nothing. An address that cannot
    be written raises ValueError when it is sent.
    """

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
    """The words of a text template, as a plain str that ends with one line break."""
    found = get_template(template).template
    words = found.render(make_context(context, request, autoescape=False))
    return str.__str__(words).strip() + "\n"


def one_line(words):
    """The words without line breaks, tabs and other control characters: a header takes none."""
    return " ".join(CONTROLS.sub(" ", words).split())
