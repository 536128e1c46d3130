"""Strength of each police crime type as evidence for a criterion: a judgement, open to review."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Worth(NamedTuple):
    """`strength` is a value of SuccessCriterion.Strength, or "" if not yet judged."""

    strength: str
    why: str


WORTH = {
    "Vehicle crime": Worth("direct", _("It counts theft of and from vehicles, and interference with them.")),
    "Criminal damage and arson": Worth("proxy", _("It is near to criminal damage, but arson is in it too.")),
    "Anti-social behaviour": Worth(
        "proxy", _("It counts incidents that people reported to the police, not how people feel about them.")
    ),
    "Burglary": Worth("proxy", _("Shops, sheds and other buildings are in it, not only dwellings.")),
    "Violence and sexual offences": Worth(
        "none", _("It does not say whether alcohol, or somebody in the same home, had part in it.")
    ),
    "Violent crime": Worth("none", _("It does not say whether alcohol, or somebody in the same home, had part in it.")),
}
NOT_JUDGED = Worth("", _("Not assessed yet: decide how close this is."))
WEAKEST_FIRST = ["none", "", "proxy", "direct"]


def worth_of(crime_types):
    """[(crime type, Worth)], sorted by name."""
    return [(each, WORTH.get(each, NOT_JUDGED)) for each in sorted(crime_types)]


def suggested(crime_types):
    """Combined strength of these crime types: that of the weakest, or "" if one is not judged."""
    strengths = {WORTH.get(each, NOT_JUDGED).strength for each in crime_types}
    return min(strengths, key=WEAKEST_FIRST.index, default="")
