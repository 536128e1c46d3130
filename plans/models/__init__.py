from .assessments import Assessed, Assessment, Consultation
from .duties import Duty, DutyDone
from .easy_read import EasyReadPicture, EasyReadText
from .edition_files import EditionFile
from .editions import Edition, Withdrawal
from .format_requests import FormatRequest, FormatRequestContact
from .jobs import Job
from .plans import AFTER_THE_END, Plan, Section, StrategicObjective, continuing
from .rounds import Round
from .statements import AccessibilityStatement, PrivacyNotice
from .translations import Translation, TranslationSet
from .versions import Version
