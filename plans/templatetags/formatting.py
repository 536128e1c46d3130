"""Template tags that format the plan's data: prose, figures, tallies."""

from datetime import datetime

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_noop, ngettext

from partners import clock, languages

from .. import dates, due_dates, figures, plan_titles
from ..changes.summary import in_words as summary_in_words
from ..rating import Word
from ..serialization import short_fingerprint
from ..status import GROUPS, LABEL, confirmed_in_words, entered_late

register = template.Library()


def _markdown():
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


markdown = SimpleLazyObject(_markdown)


@register.filter
def prose(text):
    """Markdown as HTML. The parser escapes raw HTML and refuses script addresses."""
    html = mark_safe(markdown.render(text))  # noqa: S308 (the parser has escaped it)
    if isinstance(text, languages.InEnglish):
        return format_html('<div lang="{}" dir="ltr">{}</div>', languages.ALL[languages.ENGLISH].lang, html)
    return html


register.filter("figure", figures.figure)
register.filter("with_unit", figures.with_unit)
register.filter("pounds", figures.pounds)
register.filter("baseline_in_words", figures.baseline_in_words)
register.filter("target_in_words", figures.target_in_words)
register.filter("measured_in_words", figures.measured_in_words)
register.filter("value_in_words", figures.value_in_words)
register.filter("why_in_words", figures.why_in_words)
register.filter("full_title", plan_titles.full_title)
register.filter("partnership_name", plan_titles.partnership_name)
register.filter("area_before_title", plan_titles.area_before_title)
register.filter("period_to", dates.period_in_words)
register.filter("summary", summary_in_words)
register.filter("due", due_dates.due)
register.filter("due_clause", due_dates.due_clause)


@register.filter
def grouped(tally):
    """[(label, number)] of a tally in GROUPS, without zeros."""
    numbers = [(label, sum(tally.get(status, 0) for status in statuses)) for label, statuses in GROUPS.items()]
    return [pair for pair in numbers if pair[1]]


# {rating: the action status whose icon it shares}
RATING_SHAPES = {
    Word.MET: "complete",
    Word.ON_TARGET: "on_track",
    Word.BEHIND: "at_risk",
    Word.MISSING: "off_track",
    Word.NO_RATING: "no_report",
}
STRENGTH_LABELS = {
    "direct": gettext_noop("Direct evidence"),
    "proxy": gettext_noop("Evidence by proxy"),
    "survey": gettext_noop("Evidence from a survey"),
    "none": gettext_noop("No evidence"),
}


@register.filter
def rating_shape(word):
    return RATING_SHAPES[word]


@register.filter
def often_in_words(frequency):
    return gettext(figures.OFTEN[frequency])


@register.filter
def strength_in_words(strength):
    return gettext(STRENGTH_LABELS[strength])


@register.filter
def dictkey(mapping, key):
    """Lookup by a key that template syntax does not allow, such as one with a hyphen; "" if it is missing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def size_of(sizes, name):
    """The size of a file in words, " (41 KB)", of {name: bytes}; "" if it is not known."""
    return f" ({filesizeformat(sizes[name])})" if sizes and name in sizes else ""


PLACES = (
    gettext_noop("1st"), gettext_noop("2nd"), gettext_noop("3rd"), gettext_noop("4th"), gettext_noop("5th"),
    gettext_noop("6th"), gettext_noop("7th"), gettext_noop("8th"), gettext_noop("9th"), gettext_noop("10th"),
)  # fmt: skip


@register.filter
def place(number):
    """1st, 2nd, 3rd, 4th"""
    if not languages.is_english():
        return gettext(PLACES[number - 1]) if 0 < number <= len(PLACES) else f"{number}."
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@register.filter
def often(number):
    """once, twice, 3 times"""
    if number == 2:
        return gettext("twice")
    return ngettext("once", "%(number)s times", number) % {"number": number}


@register.filter
def days_since(day, today):
    """The number of days from a day until today: "1 day", "135 days"."""
    number = (today - day).days
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": figures.figure(number)}


@register.filter
def label(status):
    """The label of an effective status in the page's language; "" for what is none, as a form may hold."""
    return gettext(LABEL[status]) if status in LABEL else ""


@register.filter
def said_again(text, sentence=""):
    """An interface word that an outline or frozen minutes have in English, in the page's language; or a `sentence`."""
    return languages.said_again(text, *filter(None, [sentence]))


register.filter("plan_text", languages.still_english)
register.filter("isolated", languages.isolated)


@register.filter
def plain(text):
    """Text without the mark of its language, for attributes and titles."""
    return str.__str__(text) if isinstance(text, languages.InEnglish) else text


register.filter("fingerprint", short_fingerprint)
register.filter("confirmed", confirmed_in_words)


@register.simple_tag
def late(speaks_of, recorded):
    """Note "entered late" for something recorded (a date or datetime) long after its date; "" otherwise."""
    recorded_on = clock.date_of(recorded) if isinstance(recorded, datetime) else recorded
    if not entered_late(speaks_of, recorded_on):
        return ""
    return format_html('<span class="late">entered late: recorded {}</span>', date_format(recorded_on))


@register.simple_tag
def bar(tally, width=100):
    """A tally as segments of a bar: [{status, x, width}], `width` units in total."""
    total = sum(tally.values()) or 1
    pieces, x = [], 0
    for status in tally:
        part = tally[status] * width / total
        pieces.append({"status": status, "x": f"{x:.2f}", "width": f"{part:.2f}"})
        x += part
    return pieces
