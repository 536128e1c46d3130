"""Ranks of the priorities in strategic assessments and consultations."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export
from partners.history import History
from partners.models import PartnershipScoped
from plans.models import Assessment, Consultation
from plans.templatetags.formatting import place as place_in_words

from .priorities import Priority


class Placed(models.Model):
    """A priority's rank in an assessment or a consultation, 1 being first. Ties and gaps are allowed."""

    place = models.PositiveSmallIntegerField(db_comment="The place: 1 is the first, and several may share one")

    class Meta:
        abstract = True


def _placed(name, by):
    """Constraints of a ranking model: `name` prefixes theirs, `by` is the foreign key to whatever gave the rank."""
    return [
        models.UniqueConstraint(fields=[by, "priority"], name=f"{name}_once"),
        models.CheckConstraint(condition=Q(place__gte=1), name=f"{name}_is_from_the_first"),
    ]


class AssessmentPlace(Placed):
    """A priority's rank as recommended by a strategic assessment."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="places", db_comment="The assessment that gave the place"
    )
    priority = models.ForeignKey(
        Priority, models.PROTECT, related_name="assessed", db_comment="The priority that has the place"
    )

    objects = PartnershipScoped.as_manager()
    history = History(part_of="assessment", called=_("place"), in_outline=True)
    export = Export("assessment_places", "The order of the priorities that an assessment recommends.")

    class Meta:
        ordering = ["place", "priority"]
        constraints = _placed("assessment_place", "assessment")

    def __str__(self):
        return f"{self.priority}: {place_in_words(self.place)}"


class ConsultationPlace(Placed):
    """A priority's rank in a consultation. `wording` is the consultation's own, where it differs."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="places", db_comment="The consultation that gave the place"
    )
    priority = models.ForeignKey(
        Priority, models.PROTECT, related_name="consulted", db_comment="The priority that has the place"
    )
    wording = models.CharField(
        _("in the consultation’s words"),
        max_length=300,
        blank=True,
        db_comment="What people were asked, where it differs from the plan’s words",
    )

    objects = PartnershipScoped.as_manager()
    history = History(part_of="consultation", called=_("place"), in_outline=True)
    export = Export(
        "consultation_places", "The order of the priorities that people gave.", headings={"wording": "words"}
    )

    class Meta:
        ordering = ["place", "priority"]
        constraints = _placed("consultation_place", "consultation")

    def __str__(self):
        return f"{self.wording or self.priority}: {place_in_words(self.place)}"
