"""What belongs to one partnership: its rows in every table, and its people. docs/leaving.md"""

from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import islice

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q

from partners.models import AccessEvent, Membership, Revision, Rewriting, User
from partners.models.people import NOWHERE
from partners.models.querysets import related_model
from plans.models import Edition, Job

from .tables import MADE_BY_MIGRATIONS, ROWS_AT_ONCE, archived_models, columns_of

# Ids in one query: databases limit the number of parameters.
IDS_AT_ONCE = 500
# Of the site and of no partnership; an archive of one has the first as they are and nothing of the others.
OF_SITE = {*MADE_BY_MIGRATIONS, "auth.Group", "auth.Group_permissions", "socialaccount.SocialApp"}
EVENT_PARTNERSHIPS = AccessEvent.partnerships.through
USER_HISTORY = User.history.model


@cache
def lookups_of(model):
    """Lookups from a model's rows to their partnership, () if they have none. With several, a row has one of them."""
    if model._meta.label == "partners.Partnership":
        return ("pk",)
    if model is USER_HISTORY:
        return ()
    lookups = []
    for name in _owners_of(model):
        owner = related_model(model, name)
        is_last = owner._meta.label == "partners.Partnership"
        lookups += [name] if is_last else [f"{name}__{further}" for further in lookups_of(owner)]
    return tuple(lookups)


def _owners_of(model):
    """Lookups of what a row belongs to: as the model says or, where it does not, its first owner."""
    if hasattr(model, "history_id"):
        return ["revision"]
    options = getattr(model, "history_options", None) or getattr(model, "export", None)
    if options and options.belongs_to:
        return options.belongs_to
    return [name for name, owner in foreign_keys(model) if owner is not model and lookups_of(owner)][:1]


def foreign_keys(model):
    return [(field.name, field.related_model) for field in model._meta.concrete_fields if field.is_relation]


@cache
def person_lookup(model):
    """The lookup from a model's rows to the person whose own they are; "" if they are no person's."""
    if lookups_of(model) and not _may_be_without_partnership(model):
        return ""
    for name, owner in foreign_keys(model):
        if owner is User:
            return name
        if owner is not model and (further := person_lookup(owner)):
            return f"{name}__{further}"
    return ""


def _may_be_without_partnership(model):
    """Whether rows may be of a person in all their partnerships, such as what e-mails they want."""
    [lookup] = lookups_of(model) if len(lookups_of(model)) == 1 else [""]
    return lookup in {name for name, _ in foreign_keys(model)} and model._meta.get_field(lookup).null


class Belongings:
    """Ids of a partnership's rows, by model, at one moment: use it within one snapshot or transaction.

    Of the people whom its rows name, `leaving` are named by no other rows of this site. `names` are named by others
    too, but have or had a role nowhere else: of them only the name stays here. Both are `moving`, the others `staying`,
    and `members` of these have or had a role in the partnership.
    """

    def __init__(self, partnership):
        self.partnership = partnership
        self.ids = {model: self._own(model) for model in archived_models() if lookups_of(model)}
        self.ids[Rewriting] = self._rewritings()
        editions = Edition.objects.filter(plan__partnership=partnership)
        self.ids[Job] = _ids(Job.objects.filter(about__in=editions.values("sha256")))
        events = EVENT_PARTNERSHIPS.objects.filter(partnership=partnership)
        self.ids[AccessEvent] = set(events.values_list("accessevent", flat=True))
        named = self._named()
        memberships = Membership.all_objects.all()
        members = _users(memberships.in_partnership(partnership))
        members_elsewhere = _users(memberships.exclude(authority__partnership=partnership))
        administrators = set(User.objects.filter(is_superuser=True).values_list("pk", flat=True))
        self.leaving = named.keys() - administrators - self._named_elsewhere(named)
        self.names = (named.keys() & members) - administrators - members_elsewhere - self.leaving
        self.moving = self.leaving | self.names
        self.staying = named.keys() - self.moving
        self.members = self.staying & members
        self.ids[User] = set(named)
        for model in archived_models():
            if (lookup := person_lookup(model)) and model not in (AccessEvent, Rewriting, USER_HISTORY):
                own = model._base_manager.filter(**{f"{lookup}__in": self.moving})
                if lookups := lookups_of(model):
                    own = own.filter(**{lookups[0]: None})
                self.ids[model] = self.ids.get(model, set()) | _ids(own)

    def _own(self, model):
        belongs = Q(*((lookup, self.partnership.pk) for lookup in lookups_of(model)), _connector=Q.OR)
        return _ids(model._base_manager.filter(belongs))

    def _rewritings(self):
        """Removals of personal details that are in the revisions of this partnership alone."""
        revisions = list(Revision.objects.filter(rewrites_past=True).values_list("partnership", "by", "why", "moment"))
        tick, ids = timedelta(seconds=1), set()
        for row in Rewriting.objects.exclude(closed_at=None):
            of = {
                partnership
                for partnership, by, why, moment in revisions
                if (by, why) == (row.by_id, row.why) and row.opened_at - tick <= moment <= row.closed_at + tick
            }
            ids |= {row.pk} if of == {self.partnership.pk} else set()
        return ids

    def _named(self):
        """Counter of the people whom the rows name."""
        named = Counter()
        for model, name in _columns_of_people():
            for some in in_batches(self.ids[model]):
                rows = model._base_manager.filter(pk__in=some).exclude(**{name: None})
                named.update(dict(rows.order_by().values_list(name).annotate(n=Count("pk"))))
        return named

    def _named_elsewhere(self, named):
        """Those of them whom rows of others name as well."""
        total = Counter()
        for model, name in _columns_of_people():
            if model is not AccessEvent:
                for some in in_batches(named):
                    rows = model._base_manager.filter(**{f"{name}__in": some})
                    total.update(dict(rows.order_by().values_list(name).annotate(n=Count("pk"))))
        events = Counter(
            AccessEvent.objects.filter(pk__in=self.ids[AccessEvent]).order_by().values_list("user", flat=True)
        )
        return {user for user, number in total.items() if number > named[user] - events[user]}

    def rows(self, model):
        """The model's rows for an archive, in order: tuples of the values of `columns_of`."""
        columns = columns_of(model)
        if model._meta.label in MADE_BY_MIGRATIONS:
            yield from model._base_manager.order_by("pk").values_list(*columns).iterator()
            return
        if model is USER_HISTORY:
            yield from self._rows_of_user_history(columns)
            return
        for some in in_batches(self.ids.get(model, ()), ROWS_AT_ONCE):
            for row in model._base_manager.filter(pk__in=some).order_by("pk").values_list(*columns).iterator():
                yield self._account(columns, row) if model is User else row

    def _account(self, columns, row):
        """The row of a person; of one who stays here without what lets them sign in, or without their address."""
        values = dict(zip(columns, row, strict=True))
        if (pk := values["id"]) in self.staying:
            values["password"] = UNUSABLE_PASSWORD_PREFIX
            values |= {} if pk in self.members else _without_address(pk)
        return tuple(values.values())

    def _rows_of_user_history(self, columns):
        """History of accounts, in which revisions of other partnerships are none."""
        revisions, people = self.ids[Revision], self.moving | self.members
        history = USER_HISTORY._base_manager.order_by("history_id").values_list(*columns)
        newest = {}
        rows = []
        for some in in_batches(self.ids[User]):
            for row in history.filter(id__in=some):
                values = dict(zip(columns, row, strict=True))
                if values["revision_id"] not in revisions:
                    values["revision_id"] = None
                if values["id"] in people:
                    rows.append(values)
                else:
                    newest[values["id"]] = values | _without_address(values["id"])
        rows += newest.values()
        yield from (tuple(values.values()) for values in sorted(rows, key=lambda values: values["history_id"]))


def _without_address(pk):
    return {"email": NOWHERE.format(pk), "is_active": False, "is_superuser": False}


def in_batches(ids, size=IDS_AT_ONCE):
    """Lists of at most so many of these ids, in order."""
    ids = iter(sorted(ids))
    while some := list(islice(ids, size)):
        yield some


def _users(memberships):
    return set(memberships.order_by().values_list("user", flat=True))


def _ids(rows):
    return set(rows.order_by().values_list("pk", flat=True))


@cache
def _columns_of_people():
    """[(model, name of its foreign key)] of every column that names a person in a row of a partnership."""
    models = [each for each in archived_models() if lookups_of(each) and not _may_be_without_partnership(each)]
    models += [Rewriting, AccessEvent]
    return [(model, name) for model in models for name, owner in foreign_keys(model) if owner is User]


def unclassified():
    """Labels of models of which it is not known whose their rows are: [] unless a model was added."""
    known = OF_SITE | {"partners.Departure", "partners.User", "partners.HistoricalUser", "plans.Job"}
    return sorted(
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model in archived_models()
        and not (lookups_of(model) or person_lookup(model))
        and model._meta.label not in known
    )
