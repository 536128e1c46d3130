"""Minutes of meetings: the minute-taker's text, comments on the draft, the frozen minutes and what is added to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export, FileColumn
from partners.history import History, Revised
from partners.models import Meeting, PartnershipScoped, User
from partners.official import Official
from plans.serialization import thaw

from .append_only import AppendOnly, AppendOnlyQuerySet
from .meetings import Pack, Record


class Passage(models.Model):
    """The coordinator's or the chair's own text in the minutes of a meeting, in Markdown, at one `place`: opening,
    closing, or under a heading. `place` is the kind of a heading that is not on the agenda.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="passages")
    place = models.CharField(max_length=40, db_comment="Where in the minutes it stands")
    text = models.TextField(_("words"), blank=True)

    objects = PartnershipScoped.as_manager()
    history = History(part_of="meeting", hides={"place"})
    search_fields = ("text",)
    export = Export("minutes_passages", "Words of people’s own in the minutes.", headings={"text": "words"})

    class Meta:
        verbose_name = _("part of the minutes")
        verbose_name_plural = _("parts of the minutes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "place"], name="passage_once"),
            models.CheckConstraint(
                condition=Q(place__regex=r"^(opening|closing|minutes|matters|review|other|item-[0-9]+)$"),
                name="passage_place_known",
            ),
        ]

    def __str__(self):
        return self.text


class Minutes(AppendOnly, Revised):
    """Frozen minutes of a closed meeting. Immutable in the database; corrections are added."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    pack = models.ForeignKey(
        Pack, models.PROTECT, null=True, related_name="minutes", db_comment="The pack that the meeting had before it"
    )
    closed_at = models.DateTimeField(db_comment="When the meeting was closed")
    by = models.ForeignKey(User, models.PROTECT, related_name="minutes")
    schema = models.PositiveSmallIntegerField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()
    official = Official("minutes", ("meeting_id",), "payload")
    export = Export(
        "minutes",
        "The minutes of closed meetings, each a file that never changes.",
        file=FileColumn("payload", "minutes/{}.json", ("pk",)),
        belongs_to=("meeting",),
    )

    class Meta:
        verbose_name_plural = _("minutes")
        ordering = ["meeting"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="minutes_sha256_is_hex")
        ]

    def __str__(self):
        return f"Minutes of {self.meeting}"

    @property
    def contents(self):
        """As `minutes.minutes_of`; those of schema 1 named one person for each authority."""
        contents = thaw(self.payload)
        for attendance in contents["attendance"] if contents["schema"] == 1 else ():
            name, is_apologies = attendance.pop("represented_by"), attendance["state"] == "apologies"
            person = {"name": name, "senior": attendance["senior"], "apologies": is_apologies}
            attendance["people"] = [person] if name or attendance["senior"] else []
        return contents


class Correction(AppendOnly):
    """A correction of closed minutes, or of one record in them: the error, and what is right."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="corrections")
    record = models.ForeignKey(
        Record,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        db_comment="The record that is corrected, if it is one",
    )
    text = models.TextField(_("correction"))
    by = models.ForeignKey(User, models.PROTECT, related_name="corrections")
    corrected_at = models.DateTimeField(default=clock.now)

    objects = AppendOnlyQuerySet.as_manager()
    history = History(
        part_of="minutes__meeting", called="correction of the minutes", hides={"minutes_id", "corrected_at"}
    )
    search_fields = ("text",)
    official = Official("correction", ("minutes__meeting_id", "pk"))
    export = Export(
        "minutes_corrections", "What was found wrong in minutes, and what is right.", headings={"text": "words"}
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="correction_has_text")]

    def __str__(self):
        return f"Correction: {self.text}"

    @property
    def confidential(self):
        """Whether it corrects a record made at a confidential point of the agenda."""
        return bool(self.record and self.record.confidential)


class Agreement(models.Model):
    """The agreement of a later meeting that minutes, with the corrections made until then, are a true record.

    It can be deleted until that meeting is closed.
    """

    minutes = models.OneToOneField(Minutes, models.PROTECT, related_name="agreement")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="agreements", db_comment="The meeting at which they were agreed"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="agreements")
    agreed_at = models.DateTimeField(default=clock.now)

    objects = PartnershipScoped.as_manager()
    history = History(part_of="minutes__meeting", called="agreement of the minutes", hides={"minutes_id", "agreed_at"})
    export = Export("minutes_agreed", "At which meeting minutes were agreed as a true record.")

    class Meta:
        verbose_name = _("agreement of minutes")
        ordering = ["pk"]

    def __str__(self):
        return f"Agreed at {self.meeting}"

    @property
    def corrected(self):
        """Whether the minutes had been corrected when they were agreed."""
        return any(each.corrected_at <= self.agreed_at for each in self.minutes.corrections.all())


class Comment(AppendOnly):
    """A comment on the draft minutes of a meeting in progress, by a member, or by somebody named if it came by e-mail.

    `place` is that of a point of the minutes (see `Passage`), or empty for the minutes as a whole.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="comments")
    place = models.CharField(max_length=40, blank=True, db_comment="The point of the minutes that it is about")
    text = models.TextField(_("comment"))
    said_by = models.CharField(
        _("who made it"), max_length=200, blank=True, db_comment="Whose comment it is, if it came by e-mail"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="minutes_comments")
    made_at = models.DateTimeField(default=clock.now)

    objects = AppendOnlyQuerySet.as_manager()
    history = History(part_of="meeting", called="comment on the draft minutes", hides={"place", "made_at"})
    export = Export("minutes_comments", "Comments of members on draft minutes.", headings={"text": "words"})

    class Meta:
        verbose_name = _("comment on draft minutes")
        verbose_name_plural = _("comments on draft minutes")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")]

    def __str__(self):
        return f"Comment: {self.text}"

    @property
    def author(self):
        return self.said_by or self.by.name
