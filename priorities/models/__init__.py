from .assessments import AssessmentPlace, ConsultationPlace, Placed
from .crime_data import CrimeCount, CrimeFigure, CrimeFile, CrimeLink
from .criteria import Measurement, SuccessCriterion
from .priorities import Priority
