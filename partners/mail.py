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
from django.utils.translation import override

from . import languages

CONTROL_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f]")


class Email(EmailMultiAlternatives):
    """E-mail to one person from `template`.txt and, if it exists, `template`.html, in the language that is active.

    `subject` and `name` may be users' text; `reply_to` is an address or "". Sending raises ValueError for an address
    that cannot go into a header. Whoever builds one does so within `in_language_of` its reader, who need not be the one
    for whom a page is being made; so are its subject, its links and what it is told.
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


def in_language_of(reader):
    """Context for an e-mail: the language that its reader has chosen, be it a user or somebody with a language; English
    for others, and None.
    """
    chosen = reader and reader.language
    return override(chosen if chosen in languages.ALL else languages.ENGLISH)


def plain_text(template, context, request=None):
    """Text template rendered as a plain str that ends with one line break."""
    text = get_template(template).template.render(make_context(context, request, autoescape=False))
    return str.__str__(text).strip() + "\n"


def one_line(text):
    """Text without line breaks, tabs and other control characters, which a header must not have."""
    return " ".join(CONTROL_CHARACTERS.sub(" ", text).split())
