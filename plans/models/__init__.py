from .assessments import (
    Assessed,
    Assessment,
    Consultation,
)
from .duties import (
    Duty,
    DutyDone,
)
from .edition_files import (
    EditionFile,
)
from .jobs import (
    Job,
)
from .plans import (
    AFTER_THE_END,
    Edition,
    OfPlan,
    Plan,
    Round,
    Section,
    StrategicObjective,
    Withdrawal,
    continuing,
)

__all__ = [
    "AFTER_THE_END",
    "Assessed",
    "Assessment",
    "Consultation",
    "Duty",
    "DutyDone",
    "Edition",
    "EditionFile",
    "Job",
    "OfPlan",
    "Plan",
    "Round",
    "Section",
    "StrategicObjective",
    "Withdrawal",
    "continuing",
]
