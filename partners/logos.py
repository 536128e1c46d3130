"""A partnership's logo: whatever picture was sent is read, checked, made smaller and written anew as PNG.

Written anew, it carries nothing of what came with it: no metadata, no second file behind the first, no script.
"""

import hashlib
import io
import warnings

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from .history import recording
from .limits import LOGO_MB, MEGABYTE
from .models import Logo, Partnership
from .words import WordsField

LARGEST = LOGO_MB * MEGABYTE
MOST_PIXELS = 20_000_000
# Shown at half of this on a screen.
WIDTH, HEIGHT = 640, 200
FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]


def as_png(content):
    """The picture in some bytes as the bytes of a PNG of at most WIDTH by HEIGHT. Raises ValidationError."""
    if len(content) > LARGEST:
        raise ValidationError(f"The picture is larger than {LOGO_MB} MB. Choose a smaller one")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                picture.verify()
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise ValidationError("The picture has too many pixels. Choose one of at most 4,000 by 4,000")
                picture.load()
                small = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError("This is no picture that can be read. Choose a PNG, JPEG, GIF or WebP file") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError("This picture is damaged. Choose another file") from error
    small.thumbnail((WIDTH, HEIGHT))
    written = io.BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


class LogoField(forms.FileField):
    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return as_png(file.read(LARGEST + 1)) if file else None


class LogoForm(forms.Form):
    picture = LogoField(
        required=False,
        help_text=f"PNG, JPEG, GIF or WebP, up to {LOGO_MB} MB. It is written anew: nothing but the picture is kept.",
        error_messages={"empty": "The file is empty. Choose another"},
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp", "data-each-mb": LOGO_MB}),
    )
    words = WordsField(
        label="What it says or shows", rows=1, max_length=200, required=False,
        help_text="Read out to who cannot see it, such as “Safer North Herts”.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if not data.get("picture") and "picture" not in self.errors:
            self.add_error("picture", "Choose the picture")
        if not data.get("words"):
            self.add_error("words", "Write what it says or shows")
        return data


@transaction.atomic
def keep_logo(partnership, *, by, picture, words):
    """The partnership's logo from now on; `picture` is a PNG. What the one before said stays in the history."""
    sha256 = hashlib.sha256(picture).hexdigest()
    # Of two who send the first logo at once, the second finds the first's: it is the partnership that is locked.
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    logo = Logo.objects.filter(partnership=partnership).first() or Logo(partnership=partnership)
    logo.picture, logo.words, logo.sha256 = picture, words, sha256
    with recording(by=by):
        logo.save()
    return logo


@transaction.atomic
def remove_logo(partnership, *, by):
    with recording(by=by):
        for logo in Logo.objects.filter(partnership=partnership):
            logo.delete()
