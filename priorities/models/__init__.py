from .crime_data import (
    CrimeCount,
    CrimeFigure,
    CrimeFile,
    CrimeLink,
)
from .priorities import (
    AssessmentPlace,
    ConsultationPlace,
    Measurement,
    Placed,
    Priority,
    SuccessCriterion,
)

__all__ = [
    "AssessmentPlace",
    "ConsultationPlace",
    "CrimeCount",
    "CrimeFigure",
    "CrimeFile",
    "CrimeLink",
    "Measurement",
    "Placed",
    "Priority",
    "SuccessCriterion",
]
