"""Public pages for following by e-mail: ask, confirm, stop.

A link in an e-mail changes nothing when it is opened, since programs that look for viruses open links too: only a
button does.
"""

from django.http import Http404
from django.utils.translation import gettext as _

from actions.models.followers import DAYS_TO_CONFIRM
from partners.public_forms import public_form_page
from plans.changes.subjects import MEETINGS, PARTS, PLAN, Subject, What, search_subject
from plans.editions.find import asked
from plans.editions.live_pages import render_live
from plans.editions.on_show import newest_edition
from plans.editions.parts import names_in

from .following import follower_of, quoted_name_of, stop
from .forms import FollowForm
from .requests import confirm, follow, request_of


@public_form_page
def follow_page(request, partnership):
    """Form to follow what the address asks for: the plan, if it asks for nothing."""
    names = names_in(newest_edition(partnership))
    subject = subject_asked(request.GET, names)
    name = quoted_name_of(subject, names)
    form = FollowForm(request=request, partnership=partnership)
    page = {"partnership": partnership, "title": _("Follow %(name)s") % {"name": name}}
    page["description"] = _("Get an e-mail when it changes.")
    context = {"name": name, "subject": subject, "days": DAYS_TO_CONFIRM}
    if request.method == "POST" and form.is_valid():
        follow(partnership, form.cleaned_data["email"], subject, key=form.key)
        page["title"] = _("Check your e-mail")
        return _private(render_live(request, "actions/followers/follow_asked.html", context, **page))
    context["form"] = form
    return _private(render_live(request, "actions/followers/follow.html", context, **page, status=form.status))


def subject_asked(given, names):
    """The Subject that an address asks for. Raises Http404 if the current edition has none."""
    what, which = given.get("what", What.PLAN), given.get("id", "")
    if what in (What.PLAN, What.MEETINGS):
        return PLAN if what == What.PLAN else MEETINGS
    if what == What.SEARCH:
        authorities = [{"id": int(each.which)} for each in names if each.what == What.AUTHORITY]
        wanted = asked(given, {"authorities": authorities})
        subject = search_subject(wanted.words, wanted.authority, wanted.state)
    else:
        subject = Subject(what, which) if what in PARTS and (what, which) in names else None
    if subject is None or not names:
        raise Http404("There is nothing of that kind to follow")
    return subject


@public_form_page
def follow_confirm(request, partnership, token):
    """Button that confirms a request."""
    found = request_of(partnership, token)
    page = {"partnership": partnership, "description": _("Confirm that you want to get e-mails.")}
    if found is None:
        title, status = _("This link is no longer valid"), 404
        context = {"days": DAYS_TO_CONFIRM}
        template = "actions/followers/follow_expired.html"
        return _private(render_live(request, template, context, **page, title=title, status=status))
    name = quoted_name_of(found.subject, names_in(newest_edition(partnership)))
    context = {"name": name, "address": found.address, "subject": found.subject}
    template, title = "actions/followers/follow_confirm.html", _("Confirm that you want to follow %(name)s")
    if request.method == "POST":
        context["follower"] = confirm(found)
        template, title = "actions/followers/follow_confirmed.html", _("You follow %(name)s")
    return _private(render_live(request, template, context, **page, title=title % {"name": name}))


@public_form_page
def follow_stop(request, partnership, token):
    """What a follower follows, each with a button to stop; and one for all.

    Mail programs post to it without a page (RFC 8058), which stops all. A link that is over says no more than that.
    """
    follower = follower_of(partnership, token)
    page = {"partnership": partnership, "description": _("Stop the e-mails of this plan.")}
    names = names_in(newest_edition(partnership))
    stopped = None
    if follower and request.method == "POST":
        subject = _subject_posted(request.POST)
        # Only what is followed is looked for in the database: a form may hold characters that it refuses.
        if subject is None or subject in [each.subject for each in follower.followings.all()]:
            stop(follower, subject)
        stopped = quoted_name_of(subject, names) if subject else _("everything")
        follower = follower_of(partnership, token)
    if follower is None:
        template, title = "actions/followers/follow_stopped.html", _("You get no e-mails any more")
        return _private(render_live(request, template, {"was_stopped": stopped}, **page, title=title))
    wanted = _subject_posted(request.GET)
    followed = [(each, quoted_name_of(each.subject, names)) for each in follower.followings.all()]
    context = {
        "follower": follower,
        "stopped": stopped,
        "one": next(((each, name) for each, name in followed if each.subject == wanted), None),
        "followed": followed,
    }
    return _private(
        render_live(request, "actions/followers/follow_stop.html", context, **page, title=_("Stop the e-mails"))
    )


def _subject_posted(given):
    """The Subject of a form or address, or None if it names none: that means all."""
    return Subject(given["what"], given.get("id", "")) if given.get("what") else None


def _private(response):
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
