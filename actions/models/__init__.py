from .actions import Action, ActionPartner, Hallmark
from .append_only import AppendOnlyError
from .column_mapping import SheetMapping
from .date_changes import DateMove
from .decided_changes import DecidedChange
from .evidence import Evidence
from .followers import Follower, FollowerLetter, Following, FollowRequest, Mailing
from .imports import ImportDraft, PlanImport
from .meetings import Answer, Draft, FollowUp, Pack, Record
from .milestones import ActionAim, Milestone
from .minutes import Agreement, Comment, Correction, Minutes, Passage
from .notifications import EmailOptOut, Notification, NotificationLetter
from .papers import PaperLetter, Sending
from .questions import AnswerAction, PublicAnswer, Question, QuestionDetails, QuestionLetter
from .reminders import Reminder
from .retractions import Undoing
from .updates import Update, attach_latest
from .wording import RoundWording
