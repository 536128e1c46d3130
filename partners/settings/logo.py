"""A partnership's logo: any uploaded picture is checked, made smaller and re-encoded as PNG.

Re-encoding drops everything else in the file: metadata, a second file appended to the first, scripts.
"""

import hashlib
import io
import warnings

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from partners.forms.fields import PlainText

from ..history import attributed_to
from ..limits import LOGO_MB, MEGABYTE
from ..models import Logo

MAX_BYTES = LOGO_MB * MEGABYTE
MAX_PIXELS = 20_000_000
# Twice the size on screen.
WIDTH, HEIGHT = 640, 200
FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]


def as_png(content):
    """PNG bytes, at most WIDTH by HEIGHT, of the picture in `content` (bytes). Raises ValidationError."""
    if len(content) > MAX_BYTES:
        raise ValidationError(
            gettext("The picture is larger than %(logo_mb)s MB. Choose a smaller one") % {"logo_mb": LOGO_MB}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                picture.verify()  # after this the picture cannot be used and has to be opened again
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise ValidationError(
                        gettext("The picture has too many pixels. Choose one of at most 4,000 by 4,000")
                    )
                picture.load()
                small = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError(gettext("This file is not a picture. Choose a PNG, JPEG, GIF or WebP file")) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(gettext("This picture is damaged. Choose another file")) from error
    small.thumbnail((WIDTH, HEIGHT))
    written = io.BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


class LogoField(forms.FileField):
    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return as_png(file.read(MAX_BYTES + 1)) if file else None


class LogoForm(forms.Form):
    picture = LogoField(
        label=_("Picture"),
        required=False,
        help_text=format_lazy(_("PNG, JPEG, GIF or WebP, up to {mb} MB."), mb=LOGO_MB),
        error_messages={"empty": _("The file is empty. Choose another")},
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp", "data-each-mb": LOGO_MB}),
    )
    alternative_text = PlainText(
        label=_("What it says or shows"), rows=1, max_length=200, required=False,
        help_text=_("Read out to who cannot see it, such as “Safer North Herts”."),
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if not data.get("picture") and "picture" not in self.errors:
            self.add_error("picture", gettext("Choose the picture"))
        if not data.get("alternative_text"):
            self.add_error("alternative_text", gettext("Enter what it says or shows"))
        return data


@transaction.atomic
def keep_logo(partnership, *, by, picture, alternative_text):
    """Save the partnership's logo; `picture` is a PNG. The text of the previous logo stays in the history."""
    sha256 = hashlib.sha256(picture).hexdigest()
    # Locking the partnership serialises two uploads of a first logo: the second one updates the first's row.
    partnership.lock()
    logo = Logo.objects.filter(partnership=partnership).first() or Logo(partnership=partnership)
    logo.picture, logo.alternative_text, logo.sha256 = picture, alternative_text, sha256
    with attributed_to(by=by):
        logo.save()
    return logo


@transaction.atomic
def remove_logo(partnership, *, by):
    with attributed_to(by=by):
        for logo in Logo.objects.filter(partnership=partnership):
            logo.delete()
