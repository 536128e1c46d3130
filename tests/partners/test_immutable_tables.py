"""Tables that never change: triggers refuse it to Django and to SQL, but for the removal of personal details."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from actions.models import Action
from partners.history import attributed_to
from partners.immutable_tables import protect, rules, standing, unprotect, unprotected
from partners.models import Authority, Partnership, Revision, Rewriting, User
from partners.rewritings import rewriting
from tests.everything import something_of_everything

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def is_refused(sql, *parameters):
    with (
        pytest.raises(DatabaseError, match=r"never changes|the meeting is closed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)
    return True


def test_every_history_and_all_that_is_official_refuses_both(here, cast, report, published):
    something_of_everything(here, cast, report)
    published()
    tables = {rule.table for rule in rules()}
    assert {model._meta.db_table for model in apps.get_models() if hasattr(model, "history_id")} < tables
    official = {model._meta.db_table for model in apps.get_models() if hasattr(model, "official")}
    assert official | {"partners_revision", "actions_update"} < tables
    for rule in rules():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {rule.table}")
            filled = cursor.fetchone()[0]
        key = "history_id" if "_historical" in rule.table else "id"
        assert not filled or is_refused(f"DELETE FROM {rule.table}")
        assert not filled or is_refused(f"UPDATE {rule.table} SET {key} = {key} + 1000000")


def test_the_newest_revision_can_be_added_to_and_no_other_changed(here, cast):
    newest, older = Revision.objects.filter(partnership=here.partnership).order_by("-number")[:2]
    newest.hold("+x")
    assert Revision.objects.get(pk=newest.pk).holds.endswith(" +x ")
    for sql, pk in (
        ("UPDATE partners_revision SET holds = 'x' WHERE id = %s", newest.pk),
        ("UPDATE partners_revision SET why = 'x' WHERE id = %s", newest.pk),
        ("UPDATE partners_revision SET holds = holds || 'x' WHERE id = %s", older.pk),
    ):
        assert is_refused(sql, pk)


def test_only_personal_details_pass_and_only_while_the_door_is_open(here, cast):
    rows = User.history.filter(id=cast.officer.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(name="x")
    with rewriting(by=cast.coordinator, why="They asked for it", what="x") as door:
        door.update(rows, name="Somebody")
        door.update(Authority.history.filter(id=here.police.pk), contact_email="x@example.org", contact_name="x")
        for model, values in ((User, {"is_active": False}), (Action, {"wording": "x"}), (Partnership, {"area": "x"})):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.history.update(**values)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    record = Rewriting.objects.get()
    assert (record.by, record.why, record.rows) == (
        cast.coordinator,
        "They asked for it",
        {"partners_historicaluser": rows.count(), "partners_historicalauthority": 1},
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(name="x")
    assert is_refused("UPDATE partners_rewriting SET closed_at = NULL")
    assert is_refused("DELETE FROM partners_rewriting")


def test_a_rewriting_that_fails_leaves_the_door_shut(here):
    with pytest.raises(DatabaseError), rewriting(by=None, why="x", what="x") as door:
        door.update(Action.history.all(), wording="x")
    assert not Rewriting.objects.exists()


def test_what_lacks_its_trigger_or_has_another_is_named_and_mended(db):
    assert unprotected() == []
    unprotect("partners_historicaluser")
    assert unprotected() == ["partners_historicaluser"]
    protect("partners_historicaluser")
    assert unprotected() == []
    with connection.cursor() as cursor:
        [trigger] = [t for t in standing() if t.table == "actions_minutes"][:1]
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {trigger.name}")
            cursor.execute(
                f"CREATE TRIGGER {trigger.name} BEFORE UPDATE ON actions_minutes WHEN 1 = 2 BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(f"ALTER TABLE actions_minutes DISABLE TRIGGER {trigger.name}")
    assert unprotected() == ["actions_minutes"]


def test_two_histories_written_in_one_block_are_of_one_revision_still(here, cast):
    with attributed_to(by=cast.coordinator):
        for thing in (here.action, here.priority):
            thing.save()
    newest = Revision.objects.filter(partnership=here.partnership).latest("number")
    assert {"~actions.Action", "~priorities.Priority"} <= set(newest.holds.split())
