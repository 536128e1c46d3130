from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import languages
from ..export_options import Export, FileColumn
from ..history import History

# First parts of addresses in config/urls.py, not available as slugs; nor is anything that looks like a language's code.
RESERVED = ["account", "demo", "healthz", "invitation", "static"]


def validate_languages(codes):
    """Codes of languages of this site, each once, separated by spaces."""
    if unknown := [code for code in codes.split() if code not in languages.OTHERS]:
        raise ValidationError(_("%(code)s is not a language of this site."), params={"code": unknown[0]})


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Partnerships in which the user has a role."""
        membership = Q(authorities__memberships__user=user, authorities__memberships__ended_at__isnull=True)
        return self.filter(membership).distinct()

    def in_partnership(self, partnership):
        return self.filter(pk=partnership.pk)

    def with_plans(self):
        """Partnerships with a plan."""
        return self.filter(plans__isnull=False).distinct()


class Partnership(models.Model):
    """A Community Safety Partnership (in 2008: Crime and Disorder Reduction Partnership)."""

    slug = models.SlugField(unique=True, db_comment="Short name in web addresses")
    name = models.CharField(max_length=200)
    area = models.CharField(max_length=200, db_comment="The area that it serves")
    contact = models.TextField(blank=True, help_text=_("How to ask for other formats and languages."))
    contact_phone = models.CharField(max_length=40, blank=True, db_comment="The telephone number that the public reads")
    contact_email = models.EmailField(blank=True, db_comment="The e-mail address that the public reads")
    colour = models.CharField(
        max_length=7,
        default="#1d4f5c",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "Enter the colour as # and six hexadecimal digits.")],
        db_comment="Its colour, as # and six hexadecimal digits",
    )
    notice = models.TextField(blank=True, help_text=_("Shown on each of the partnership's pages."))
    moves_need_approval = models.BooleanField(
        _("the coordinator approves moved due dates"),
        default=True,
        db_comment="Whether the coordinator approves moved due dates",
    )
    usual_grace_days = models.PositiveSmallIntegerField(
        _("usual days of grace"), default=14, db_comment="How many days of grace a reporting round usually has"
    )
    usual_hide_below = models.PositiveSmallIntegerField(
        _("hide public figures below"),
        null=True,
        blank=True,
        db_comment="Figures below this number are usually hidden from the public",
    )
    languages = models.CharField(
        max_length=60,
        blank=True,
        validators=[validate_languages],
        db_comment="Codes of the languages, besides English, in which the public can read its pages",
    )
    request_days = models.PositiveSmallIntegerField(
        "working days to answer a request for another format",
        default=10,
        db_comment="In how many working days a request for another format is to be answered",
    )
    answer_within_days = models.PositiveSmallIntegerField(
        "working days to answer a question of the public",
        default=10,
        db_comment="Within how many working days a question of the public is to be answered",
    )
    require_second_factor = models.BooleanField(
        _("second factor for coordinators and chairs"),
        default=False,
        db_comment="Whether coordinators and chairs need a second factor to sign in",
    )

    objects = PartnershipQuerySet.as_manager()
    history = History(page="partnership", in_outline=True)
    export = Export("partnership", "The partnership itself and its settings.")

    class Meta:
        ordering = ["area"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug__in=RESERVED), name="partnership_slug_not_reserved"),
            models.CheckConstraint(condition=~Q(slug__regex=r"^[a-z]{2}$"), name="partnership_slug_is_no_language"),
            models.CheckConstraint(
                condition=Q(usual_grace_days__lte=60), name="partnership_has_two_months_of_grace_at_most"
            ),
            models.CheckConstraint(
                condition=Q(request_days__gte=1, request_days__lte=60), name="partnership_answers_requests_in_60_days"
            ),
            models.CheckConstraint(
                condition=Q(answer_within_days__range=(1, 60)), name="partnership_answers_within_60_working_days"
            ),
            models.CheckConstraint(condition=Q(colour__regex=r"^#[0-9a-f]{6}$"), name="partnership_colour_is_hex"),
        ]

    def __str__(self):
        return f"{self.area} {self.name}"

    @property
    def offered_languages(self):
        """Codes of the languages, besides English, in which the public can read its pages."""
        return languages.known(self.languages)

    def lock(self):
        """Serialise changes to what the partnership has until this transaction ends. Returns it as it is saved."""
        return Partnership.objects.select_for_update().get(pk=self.pk)


class Logo(models.Model):
    """A partnership's logo, as a PNG encoded by this site."""

    partnership = models.OneToOneField(Partnership, models.PROTECT, related_name="logo")
    picture = models.BinaryField()
    alternative_text = models.CharField(
        _("what it says or shows"), max_length=200, db_comment="What the picture says or shows"
    )
    sha256 = models.CharField(max_length=64)

    history = History(belongs_to="partnership", named_by="alternative_text", excluded_fields=["picture"])
    export = Export(
        "logo",
        "Its logo, if it has one: the picture is logo.png.",
        file=FileColumn("picture", "logo.png"),
        headings={"alternative_text": "words"},
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(alternative_text=""), name="logo_says_what_it_shows")]

    def __str__(self):
        return self.alternative_text
