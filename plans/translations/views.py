"""Members' pages of the translations: an overview, a language part by part, and publishing what is checked."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners import clock, languages
from partners.access import Closed, NothingThereYet, member_page
from partners.files.xlsx_guard import Refused
from partners.forms.conflicts import outdated_notice
from partners.forms.pages import confirm_saved, form_page, posted
from partners.limits import SHEET_MB
from partners.permissions import Permission

from ..exports.list_download import CONTENT_TYPES
from ..jobs import worker
from ..jobs.turns import one_at_a_time
from ..models import TranslationSet
from ..models.made_from import counts_of
from ..versions.register import current_edition_of
from .forms import PartForm
from .operations import save_translations
from .parts import items_of, parts_of
from .published import publication_of, publish_translations
from .spreadsheet import as_xlsx, match, read_translations, signed, unsigned


def find_edition(access):
    """The edition that is translated: the current one. Raises NothingThereYet before the first."""
    edition = current_edition_of(access.partnership)
    if edition is None:
        raise NothingThereYet("Nothing is published yet")
    return edition


def find_language(code):
    """A Language that English is translated into. Raises Http404."""
    if code not in languages.OTHERS:
        raise Http404
    return languages.ALL[code]


@member_page
def translations(request, access):
    """Each language with how many texts are in which state."""
    edition, offered = find_edition(access), access.partnership.offered_languages
    rows = [
        (languages.ALL[code], code in offered, counts_of(items_of(edition, code).values())) for code in languages.OTHERS
    ]
    return render(request, "plans/translations/translations.html", {"edition": edition, "rows": rows})


@member_page
def translation_language(request, access, language):
    """The parts of the plan in a language, those with work left first."""
    edition, language = find_edition(access), find_language(language)
    parts = parts_of(edition, language.code)
    publication = publication_of(edition, language.code)
    sets = TranslationSet.objects.filter(edition__plan=edition.plan, language=language.code)
    context = {
        "edition": edition,
        "target": language,
        "counts": counts_of([item for part in parts for item in part.items]),
        "left": [part for part in parts if not part.is_done],
        "done": [part for part in parts if part.is_done],
        "publication": publication,
        "newest": sets.select_related("edition", "by").defer("payload", "edition__payload").first(),
    }
    return render(request, "plans/translations/language.html", context)


@form_page(permission=Permission.TRANSLATE)
def translation_part(request, access, language, part):
    """A part of the plan, English and translation side by side."""
    edition, language = find_edition(access), find_language(language)
    if request.method == "POST":
        access.partnership.lock()
    found = next((each for each in parts_of(edition, language.code) if each.slug == part), None)
    if found is None:
        raise Http404
    form = PartForm(posted(request), part=found, language=language)
    if form.is_valid():
        confirm_saved(request, save_translations(form.changes, by=request.user))
        return redirect("translation_language", access.partnership.slug, language.code)
    context = {"form": form, "part": found, "target": language, "edition": edition}
    return render(request, "plans/translations/part.html", context)


@form_page(permission=Permission.PUBLISH)
def translation_publish(request, access, language):
    """Publish what is checked, as it was looked at."""
    edition, language = find_edition(access), find_language(language)
    if request.method == "POST":
        access.partnership.lock()
    publication = publication_of(edition, language.code)
    if not publication.changes:
        raise Closed(_("The public reads all that is checked already."))
    outdated = request.method == "POST" and outdated_notice(request.POST.get("seen"), publication.fingerprint)
    if request.method == "POST" and not outdated:
        publish_translations(publication, by=request.user)
        transaction.on_commit(worker.start)
        number = len(publication.texts)
        text = ngettext("%(number)s text is published.", "%(number)s texts are published.", number)
        messages.success(request, text % {"number": number})
        return redirect("translation_language", access.partnership.slug, language.code)
    context = {"publication": publication, "target": language, "seen": publication.fingerprint, "outdated": outdated}
    return render(request, "plans/translations/publish.html", context, status=409 if outdated else 200)


@member_page(permission=Permission.TRANSLATE)
def translation_sheet(request, access, language):
    """All texts with their translations, as a spreadsheet."""
    edition, language = find_edition(access), find_language(language)
    name = f"{access.partnership.slug}-translations-{language.code}-{clock.today()}.xlsx"
    return HttpResponse(
        as_xlsx(edition, language, parts_of(edition, language.code)),
        content_type=CONTENT_TYPES["xlsx"],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@one_at_a_time(methods=["POST"])
@form_page(permission=Permission.TRANSLATE, atomic=False)
def translation_upload(request, access, language):
    """Upload a spreadsheet, look at what it would change, and save that. The file is not kept."""
    edition, language = find_edition(access), find_language(language)
    context = {"target": language, "edition": edition, "largest": SHEET_MB}
    try:
        if "rows" in request.POST:
            reading, saved = _save_rows(request, access, edition, language)
            if saved:
                return redirect("translation_language", access.partnership.slug, language.code)
            context |= {"reading": reading, "again": True}
        elif request.method == "POST":
            if "file" not in request.FILES:
                raise Refused(_("Choose the file that you filled in"))
            items = items_of(edition, language.code).values()
            context["reading"] = read_translations(request.FILES["file"], items, language)
        if "reading" in context:
            context["rows"] = signed(context["reading"], by=request.user, edition=edition, language=language)
    except Refused as refused:
        context = {"target": language, "edition": edition, "largest": SHEET_MB, "problem": str(refused)}
    return render(request, "plans/translations/upload.html", context)


@transaction.atomic
def _save_rows(request, access, edition, language):
    """(Reading of what was looked at, whether it is saved): not if something of it cannot be taken any more."""
    rows = unsigned(request.POST["rows"], by=request.user, edition=edition, language=language)
    access.partnership.lock()
    reading = match(rows, items_of(edition, language.code).values(), language)
    if reading.problems:
        return reading, False
    number = save_translations(reading.changes, by=request.user)
    text = ngettext("%(number)s translation is saved.", "%(number)s translations are saved.", number)
    messages.success(request, text % {"number": number})
    return reading, True
