"""How the database becomes empty again after a test that committed."""

from django.db import connection
from django.test import TransactionTestCase

FILLED_BY_MIGRATIONS = {"auth_permission", "django_content_type"}


def leave_what_migrations_made() -> None:
    """From now on tests empty all tables but these, instead of all, to fill these again each time."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]  # Django's own, and not in the stubs


def _empty(_: TransactionTestCase) -> None:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = sorted(set(names) - FILLED_BY_MIGRATIONS)
    connection.ops.execute_sql_flush([f"TRUNCATE {', '.join(map(connection.ops.quote_name, tables))}"])
