"""The coordinator's pages for the partnership's settings, logo and authorities."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from partners.forms.pages import form_page, posted, posted_with_files

from ..access import member_page
from ..history import attributed_to
from ..models import Authority, Logo, Partnership
from ..outages import TtlCache
from ..permissions import Permission
from .contrast import legibility
from .forms import AuthorityForm, SettingsForm
from .logo import LogoForm, keep_logo, remove_logo


def _save(request, form):
    """Save an edit form in the user's name and for its reason, unless nothing differs; say which."""
    if form.is_different:
        with attributed_to(by=request.user, why=form.cleaned_data["why"]):
            form.save()
    messages.success(
        request, "Your changes are saved." if form.is_different else "Nothing was different, so nothing changed."
    )


@form_page(permission=Permission.SET_UP)
def settings(request, access):
    partnership = Partnership.objects.get(pk=access.partnership.pk)
    if request.method == "POST":
        partnership = Partnership.objects.select_for_update().get(pk=partnership.pk)
    form = SettingsForm(posted(request), instance=partnership)
    if request.method == "POST" and form.is_valid():
        _save(request, form)
        return redirect("settings", access.partnership.slug)
    logo = Logo.objects.filter(partnership=partnership).first()
    context = {"form": form, "logo": logo, "logo_form": LogoForm(), "contrast": legibility(access.partnership.colour)}
    return render(request, "partners/settings/settings.html", context)


@form_page(permission=Permission.SET_UP, atomic=False)
def logo_edit(request, access):
    form = LogoForm(*posted_with_files(request))
    if request.method == "POST" and "remove" in request.POST:
        remove_logo(access.partnership, by=request.user)
        messages.success(request, "The logo is removed.")
        return redirect("settings", access.partnership.slug)
    if request.method == "POST" and form.is_valid():
        keep_logo(access.partnership, by=request.user, **form.cleaned_data)
        messages.success(request, "The logo is saved.")
        return redirect("settings", access.partnership.slug)
    logo = Logo.objects.filter(partnership=access.partnership).first()
    return render(request, "partners/settings/logo_edit.html", {"form": form, "logo": logo})


@login_not_required
@require_safe
def logo(request, partnership, sha256):
    """The picture, cached by browsers for ever: a new picture has a new address."""
    response = HttpResponse(picture_of(partnership, sha256), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# No more entries: a picture can have 200 kB.
pictures = TtlCache(256, ttl=0)


def picture_of(slug, sha256):
    """PNG bytes of the partnership's logo with this SHA-256 (first 16 digits). Raises Http404."""

    def ask():
        logo = Logo.objects.filter(partnership__slug=slug, sha256__startswith=sha256).first()
        if logo is None or len(sha256) != 16:
            raise Http404
        return sha256, bytes(logo.picture)

    return pictures.get((slug, sha256), ask)[1]


@member_page(permission=Permission.SET_UP)
@require_safe
def authorities(request, access):
    authorities = access.partnership.authorities.select_related("succeeds", "successor").all()
    return render(request, "partners/settings/authorities.html", {"authorities": list(authorities)})


def find_authority(access, pk, *, lock=False):
    """The partnership's authority; with `lock`, its row is locked. Raises Http404."""
    authorities = Authority.objects.in_partnership(access.partnership)
    return get_object_or_404(authorities.select_for_update(of=["self"]) if lock else authorities, pk=pk)


@form_page(permission=Permission.SET_UP)
def authority_new(request, access):
    form = AuthorityForm(posted(request), partnership=access.partnership)
    if request.method == "POST":
        _lock(access.partnership)
    if request.method == "POST" and form.is_valid():
        authority = form.save(commit=False)
        authority.partnership = access.partnership
        last = access.partnership.authorities.aggregate(last=Max("position"))["last"] or 0
        authority.position = last + 1
        with attributed_to(by=request.user, why=form.cleaned_data["why"]):
            authority.save()
        messages.success(request, f"{authority.name} is in the partnership.")
        return redirect("authority_new" if "another" in request.POST else "authorities", access.partnership.slug)
    return render(request, "partners/settings/authority_edit.html", {"form": form})


@form_page(permission=Permission.SET_UP)
def authority_edit(request, access, pk):
    authority = find_authority(access, pk, lock=request.method == "POST")
    heading = authority.name
    form = AuthorityForm(posted(request), instance=authority, partnership=access.partnership)
    if request.method == "POST" and form.is_valid():
        _save(request, form)
        return redirect("authorities", access.partnership.slug)
    return render(
        request, "partners/settings/authority_edit.html", {"form": form, "authority": authority, "heading": heading}
    )


@member_page(permission=Permission.SET_UP)
@require_POST
def authority_move(request, access, pk):
    """Move an authority one place up or down in the partnership's order."""
    authority = find_authority(access, pk)
    moved = rearrange(authority, up="up" in request.POST, by=request.user)
    messages.success(request, f"{authority.name} has moved." if moved else f"{authority.name} is at the end already.")
    return redirect("authorities", access.partnership.slug)


@transaction.atomic
def rearrange(authority, *, up, by):
    """Swap an authority with the one above or below it. Returns whether there is one."""
    _lock(authority.partnership)
    authorities = list(authority.partnership.authorities.all())
    index = authorities.index(authority)
    other = index - 1 if up else index + 1
    if not 0 <= other < len(authorities):
        return False
    authorities[index], authorities[other] = authorities[other], authorities[index]
    with attributed_to(by=by):
        for position, each in enumerate(authorities, 1):
            if each.position != position:
                each.position = position
                each.save()
    return True


def _lock(partnership):
    """Serialise changes to the list of authorities."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
