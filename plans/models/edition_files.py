from django.db import models
from django.db.models import Q


class EditionFile(models.Model):
    """A downloadable file of an edition, made once and immutable by database trigger.

    `name` is one of `formats.CONTENT_TYPES`, `size` in bytes, `sha256` of the content, `release` the site release that
    made it. `translations` are those that it was made with; None in English.
    """

    edition = models.ForeignKey("plans.Edition", models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    translations = models.ForeignKey(
        "plans.TranslationSet", models.PROTECT, null=True, blank=True, related_name="files"
    )
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    release = models.CharField(max_length=16)
    made_at = models.DateTimeField()

    immutable = True
    not_exported = "The PDF, Word, Excel and CSV files of editions, which are at their addresses: their JSON is in it."
    not_revised = "The pages of editions show them: the public’s, which have keys of their own."

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "name"], condition=Q(translations=None), name="edition_file_once"
            ),
            models.UniqueConstraint(
                fields=["edition", "name", "translations"], name="edition_file_once_with_translations"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="edition_file_sha256_is_hex"),
        ]

    def __str__(self):
        return f"{self.shown_name} of {self.edition}"

    @property
    def shown_name(self):
        """Its name with its language, such as pl/plan.epub; the name alone in English."""
        return f"{self.translations.language}/{self.name}" if self.translations else self.name
