"""Versions of the plan that people make: read aloud, in British Sign Language, typeset in another language."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export, FileColumn
from partners.history import History
from partners.models import Partnership, PartnershipScoped, with_removal

from ..format_requests.languages import LANGUAGES
from .editions import Edition


class VersionQuerySet(PartnershipScoped):
    def public(self):
        """Those that everybody can get: published, and not withdrawn."""
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def for_list(self):
        """With their edition, whose payload is long and deferred, and with `removed_at` and `removed_why` of the file
        if its content was removed; the newest edition first.
        """
        related = self.select_related("edition__plan__partnership").defer("edition__payload")
        related = with_removal(related, "file_stored")
        return related.order_by("-edition__published_at", "-pk")


class Version(models.Model):
    """A version of an edition that somebody made: a file, or a link to one elsewhere.

    `edition` is that which it was made from; an unfinished draft may have none. `transcript` is what is said in it. A
    draft can be changed. Once published it stays as it is until it is withdrawn.
    """

    class Format(models.TextChoices):
        AUDIO = "audio", _("Audio")
        BSL = "bsl", _("British Sign Language")
        EASY_READ = "easy_read", _("Easy read")
        LARGE_PRINT = "large_print", _("Large print")
        BRAILLE = "braille", _("Braille")
        LANGUAGE = "language", _("Another language")
        OTHER = "other", _("Another format")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="versions")
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="versions", verbose_name=_("made from"),
        db_comment="The edition that it was made from",
    )  # fmt: skip
    format = models.CharField(_("format"), max_length=20, choices=Format, db_comment="Its format")
    language = models.CharField(
        _("language"), max_length=10, choices=LANGUAGES, blank=True, db_comment="Its language, if that is not English"
    )
    title = models.CharField(_("title"), max_length=200, db_comment="What it is called")
    file_name = models.CharField(_("file"), max_length=120, blank=True, db_comment="The name of its file")
    file_stored = models.CharField(max_length=40, blank=True)
    file_size = models.PositiveIntegerField(
        _("file’s size in bytes"), null=True, blank=True, db_comment="The size of its file in bytes"
    )
    link = models.URLField(_("link"), max_length=2000, blank=True, db_comment="Where it is on another site")
    transcript = models.TextField(_("transcript"), blank=True, db_comment="All that is said or signed in it")
    payload = models.TextField(blank=True, db_comment="The easy words that it was made from, as JSON")
    made_by = models.CharField(_("made by"), max_length=200, blank=True, db_comment="Who made it")
    published_at = models.DateTimeField(
        _("published"), null=True, blank=True, db_comment="When it was published; empty for a draft"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, db_comment="When it was withdrawn")
    withdrawn_why = models.TextField(_("why it was withdrawn"), blank=True, db_comment="Why it was withdrawn")

    objects = VersionQuerySet.as_manager()
    history = History(
        page="version",
        belongs_to="partnership",
        listed_last=True,
        hides={"file_stored", "payload"},
        personal={"title", "file_name", "transcript", "made_by"},
    )
    export = Export(
        "versions",
        "Versions of editions that people made, such as recordings.",
        file=FileColumn("file_stored", "versions/{}-{}", ("pk", "file_name"), ~Q(file_stored=""), on_disk=True),
    )

    class Meta:
        verbose_name = _("version in another format")
        verbose_name_plural = _("versions in other formats")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="version_has_a_title"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(edition__isnull=False),
                name="version_is_public_of_an_edition",
            ),
            models.CheckConstraint(
                condition=Q(file_name="", file_stored="", file_size__isnull=True)
                | Q(file_size__isnull=False) & ~Q(file_name="") & ~Q(file_stored=""),
                name="version_file_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(file_stored="") | ~Q(link="") | ~Q(payload=""), name="version_is_a_file_or_a_link"
            ),
            models.CheckConstraint(
                condition=~Q(format__in=["audio", "bsl"]) | ~Q(transcript=""), name="version_heard_has_a_transcript"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(published_at__isnull=False, withdrawn_at__gte=F("published_at")) & ~Q(withdrawn_why=""),
                name="version_withdrawn_after_it_was_published",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_draft(self):
        return self.published_at is None

    @property
    def is_public(self):
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def extension(self):
        return self.file_name.rpartition(".")[2].lower()

    @property
    def player(self):
        """The element that plays its file in a browser: "audio", "video" or ""."""
        return {"mp3": "audio", "m4a": "audio", "ogg": "audio", "mp4": "video", "webm": "video"}.get(self.extension, "")

    @property
    def what(self):
        """Format and language, as text."""
        language = self.get_language_display() if self.language else ""
        if self.format == self.Format.LANGUAGE:
            return str(language)
        return f"{self.get_format_display()}, {language}" if language else str(self.get_format_display())
