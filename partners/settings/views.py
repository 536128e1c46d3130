"""The coordinator's pages for the partnership's settings, logo and authorities."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from partners.forms.pages import button_page, confirm_saved, form_page, posted, posted_with_files, to_edit

from ..access import member_page
from ..history import attributed_to
from ..models import Authority, Logo, Partnership
from ..outages import TtlCache
from ..permissions import Permission
from ..positions import last_position, move
from ..replica import from_replica
from .contrast import legibility
from .forms import AuthorityForm, SettingsForm
from .logo import LogoForm, keep_logo, remove_logo


@form_page(permission=Permission.SET_UP)
def settings(request, access):
    partnership = to_edit(request, Partnership.objects).get(pk=access.partnership.pk)
    form = SettingsForm(posted(request), instance=partnership)
    if form.is_valid():
        confirm_saved(request, form.save_changes(by=request.user, why=form.cleaned_data["why"]))
        return redirect("settings", access.partnership.slug)
    logo = Logo.objects.filter(partnership=partnership).first()
    context = {"form": form, "logo": logo, "logo_form": LogoForm(), "contrast": legibility(access.partnership.colour)}
    return render(request, "partners/settings/settings.html", context)


@form_page(permission=Permission.SET_UP, atomic=False)
def logo_edit(request, access):
    form = LogoForm(*posted_with_files(request))
    if "remove" in request.POST:
        remove_logo(access.partnership, by=request.user)
        messages.success(request, gettext("The logo is removed."))
        return redirect("settings", access.partnership.slug)
    if form.is_valid():
        keep_logo(access.partnership, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("The logo is saved."))
        return redirect("settings", access.partnership.slug)
    logo = Logo.objects.filter(partnership=access.partnership).first()
    return render(request, "partners/settings/logo_edit.html", {"form": form, "logo": logo})


@login_not_required
@require_safe
@from_replica
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
def authorities(request, access):
    authorities = access.partnership.authorities.select_related("succeeds", "successor").all()
    return render(request, "partners/settings/authorities.html", {"authorities": list(authorities)})


def find_authority(request, access, pk):
    """The partnership's authority, locked if a form was submitted. Raises Http404."""
    return get_object_or_404(to_edit(request, Authority.objects.in_partnership(access.partnership)), pk=pk)


@form_page(permission=Permission.SET_UP)
def authority_edit(request, access, pk=None):
    """Add an authority at the end, or edit one."""
    if request.method == "POST" and not pk:
        access.partnership.lock()
    authority = find_authority(request, access, pk) if pk else Authority(partnership=access.partnership)
    heading = authority.name
    form = AuthorityForm(posted(request), instance=authority)
    if form.is_valid():
        if not pk:
            authority.position = last_position(access.partnership.authorities) + 1
        changed = form.save_changes(by=request.user, why=form.cleaned_data["why"])
        confirm_saved(request, changed, *() if pk else [gettext("%(name)s is added.") % {"name": authority.name}])
        return redirect("authority_new" if "another" in request.POST else "authorities", access.partnership.slug)
    context = {"form": form, "authority": authority, "heading": heading}
    return render(request, "partners/settings/authority_edit.html", context)


@button_page(permission=Permission.SET_UP)
def authority_move(request, access, pk):
    """Move an authority one place up or down in the partnership's order."""
    authority = get_object_or_404(Authority.objects.in_partnership(access.partnership), pk=pk)
    moved = rearrange(authority, steps=-1 if "up" in request.POST else 1, by=request.user)
    messages.success(
        request,
        gettext("%(name)s has moved.") % {"name": authority.name}
        if moved
        else gettext("%(name)s cannot move further.") % {"name": authority.name},
    )
    return redirect("authorities", access.partnership.slug)


@transaction.atomic
def rearrange(authority, *, steps, by):
    """Move an authority up (`steps` -1) or down (1). Returns False at the end."""
    authority.partnership.lock()
    with attributed_to(by=by):
        return move(authority, authority.partnership.authorities.all(), steps=steps)
