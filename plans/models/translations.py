"""Translations of the plan's public texts: those that members work on, and the sets of them that were published."""

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export
from partners.history import History, Revised
from partners.models import PartnershipScoped, User

from ..serialization import thaw
from .editions import Edition
from .made_from import MadeFrom
from .plans import Plan


class Translation(MadeFrom):
    """A text of the plan in another language: the working copy, from which sets are published.

    `kind`, `which` and `field` are its `translations.texts.Key`; `source` is the English that it was made from.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=10, db_comment="The code of its language")
    kind = models.CharField(_("kind"), max_length=20, db_comment="What kind of part of the plan it belongs to")
    which = models.CharField(_("part"), max_length=60, blank=True, db_comment="The number or key of that part")
    field = models.CharField(_("field"), max_length=40, db_comment="Which text of that part it is")
    text = models.TextField(_("translation"), blank=True, db_comment="The text in the language")
    source = models.TextField(_("made from"), blank=True, db_comment="The English that it was made from")
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by"),
        db_comment="Who checked it",
    )  # fmt: skip
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True, db_comment="When it was checked")

    objects = PartnershipScoped.as_manager()
    history = History(page="translation", belongs_to="plan", listed_last=True, named_by="text", restores=())
    export = Export("translations", "Texts of the plan in other languages, as members work on them.")

    class Meta:
        verbose_name = _("translation")
        constraints = [
            models.UniqueConstraint(fields=["plan", "language", "kind", "which", "field"], name="translation_once"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(text=""),
                name="translation_checked_by_somebody_at_a_time",
            ),
        ]


class TranslationSet(Revised):
    """The translations of an edition into a language as the public reads them. It never changes; a newer one follows.

    `payload` is JSON: the key, the English and the translation of each text.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="translation_sets")
    language = models.CharField(max_length=10, db_comment="The code of its language")
    published_at = models.DateTimeField(db_comment="When it was published")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_comment="Who published it")
    payload = models.TextField(db_comment="The texts, as JSON: the part, the field, the English, the translation")

    objects = PartnershipScoped.as_manager()
    immutable = True
    export = Export("translation_sets", "Translations of editions, as they were published.", belongs_to=("edition",))

    class Meta:
        verbose_name = _("published translation")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(language=""), name="translation_set_has_a_language")]

    def __str__(self):
        return f"{self.edition}, {self.language}"

    @cached_property
    def texts(self):
        """{(kind, which, field): (English, translation)}."""
        return {tuple(key): (english, text) for *key, english, text in thaw(self.payload)["texts"]}
