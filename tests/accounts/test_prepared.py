"""Statements that go to the database together: what the ORM would promise of them holds."""

from contextlib import suppress
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus

from accounts import prepared
from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

ADD = (b"SELECT $1::int + $2::int", [2, 3])
NAMES = b"SELECT display_name FROM accounts_user ORDER BY display_name"
NAME = b"UPDATE accounts_user SET display_name = $1 WHERE id = $2"
EMAIL = b"UPDATE accounts_user SET email = $1 WHERE id = $2"


@pytest.fixture(params=[True, False], ids=["prepared", "behind a pooler"])
def raw(request: pytest.FixtureRequest, settings: LazySettings) -> Any:
    """The connection below Django's, with statements prepared and not."""
    settings.DATABASE_PREPARED = request.param
    connection.ensure_connection()
    return connection.connection


def prepared_there() -> int:
    """How many statements this connection has prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


def test_each_statement_has_its_rows(raw: Any, alice: User, bob: User) -> None:
    assert prepared.run(ADD, (NAME, ["Bobby", bob.pk]), (NAMES, [])) == [[(5,)], [], [("Alice",), ("Bobby",)]]


def test_a_statement_is_prepared_once_and_only_where_it_may_be(raw: Any, settings: LazySettings) -> None:
    before, asked = prepared_there(), (b"SELECT $1::int * 2", [2])
    prepared.run(asked, asked)
    prepared.run(asked)
    assert prepared_there() - before == settings.DATABASE_PREPARED


def test_values_of_other_types_are_prepared_anew(raw: Any) -> None:
    told = b"SELECT pg_typeof($1)::text"
    assert prepared.run((told, [1]), (told, [True])) == [[("smallint",)], [("boolean",)]]


def test_without_a_transaction_what_was_done_stays_done(raw: Any, bob: User) -> None:
    prepared.run((NAME, ["Bobby", bob.pk]))
    connection.close()
    bob.refresh_from_db()
    assert bob.display_name == "Bobby"


def test_a_transaction_begins_with_the_first_statement(raw: Any, bob: User) -> None:
    with transaction.atomic():
        prepared.run((NAME, ["Bobby", bob.pk]))
        assert raw.info.transaction_status == TransactionStatus.INTRANS
        transaction.set_rollback(True)
    bob.refresh_from_db()
    assert bob.display_name == "Bob"


def test_a_transaction_ends_with_the_last_where_it_is_told_to(raw: Any, bob: User) -> None:
    after: list[str] = []
    with transaction.atomic():
        transaction.on_commit(lambda: after.append("committed"))
        prepared.run((NAME, ["Bobby", bob.pk]), and_commit=True)
        assert raw.info.transaction_status == TransactionStatus.IDLE
        assert after == []
    assert after == ["committed"]
    bob.refresh_from_db()
    assert bob.display_name == "Bobby"


def test_a_transaction_that_is_part_of_a_larger_one_does_not_end_it(raw: Any, bob: User) -> None:
    with transaction.atomic():
        with transaction.atomic():
            prepared.run((NAME, ["Bobby", bob.pk]), and_commit=True)
        assert raw.info.transaction_status == TransactionStatus.INTRANS
        transaction.set_rollback(True)
    bob.refresh_from_db()
    assert bob.display_name == "Bob"


def test_what_comes_after_a_statement_that_fails_is_not_run(raw: Any, alice: User, bob: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        prepared.run((EMAIL, [alice.email, bob.pk]), (NAME, ["Bobby", bob.pk]), and_commit=True)
    assert raw.info.transaction_status == TransactionStatus.IDLE
    bob.refresh_from_db()
    assert (bob.display_name, bob.email) == ("Bob", "bob@example.org")


def test_after_a_statement_that_fails_the_connection_is_as_good_as_before(raw: Any, alice: User, bob: User) -> None:
    for _ in range(2):
        with pytest.raises(IntegrityError):
            prepared.run(ADD, (EMAIL, [alice.email, bob.pk]))
        assert prepared.run(ADD) == [[(5,)]]


def test_statements_that_fail_again_and_again_do_not_pile_up(raw: Any, alice: User, bob: User) -> None:
    def fail() -> int:
        with pytest.raises(IntegrityError):
            prepared.run(ADD, (EMAIL, [alice.email, bob.pk]))
        return prepared_there()

    assert fail() == fail() == fail()


def test_a_value_that_cannot_be_sent_leaves_the_connection_as_good_as_before(raw: Any, bob: User) -> None:
    for _ in range(2):
        with pytest.raises(DataError), transaction.atomic():
            prepared.run(ADD, (NAME, ["a\0b", bob.pk]), and_commit=True)
        assert prepared.run(ADD) == [[(5,)]]


def test_a_statement_whose_answer_has_another_shape_since_is_prepared_anew(raw: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE changing (number int); INSERT INTO changing VALUES (1)")
    try:
        told: prepared.Call = (b"SELECT number FROM changing", [])
        assert prepared.run(told) == [[(1,)]]
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE changing ALTER number TYPE text")
        with suppress(DatabaseError):
            prepared.run(told)
        assert prepared.run(told) == [[("1",)]]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE changing")


def test_what_was_prepared_outlives_a_transaction_that_is_undone(raw: Any, bob: User) -> None:
    prepared.run(ADD)
    with transaction.atomic():
        raw.execute("SELECT %s", [1])
        prepared.run((NAME, ["Bobby", bob.pk]))
        transaction.set_rollback(True)
    assert prepared.run(ADD) == [[(5,)]]


def test_in_a_transaction_that_is_broken_nothing_is_asked(raw: Any, alice: User, bob: User) -> None:
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            prepared.run((EMAIL, [alice.email, bob.pk]))
        assert prepared.run(ADD) == [[(5,)]]
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            prepared.run(ADD)


def test_values_larger_than_any_buffer_arrive_whole(raw: Any) -> None:
    large = "x" * 5_000_000
    length = b"SELECT length($1::text), $1::text"
    assert prepared.run((length, [large]), (length, [large])) == [[(5_000_000, large)]] * 2


def test_a_connection_that_the_database_ended_is_told_of_as_the_orm_does(raw: Any) -> None:
    prepared.run(ADD)
    end = b"SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(OperationalError):
        prepared.run((end, []))
    connection.close()
    assert prepared.run(ADD) == [[(5,)]]


def test_what_is_asked_is_seen_by_who_counts_queries(raw: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        prepared.run(ADD, ADD)
    assert [each["sql"] for each in asked] == [ADD[0].decode()] * 2
