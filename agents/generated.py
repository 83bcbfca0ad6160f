"""A column that PostgreSQL computes, without asking a server about it."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.db import models


class StoredGeneratedField(models.GeneratedField):
    """As Django's, but checking settings needs no database: every PostgreSQL that we run on stores such columns."""

    def deconstruct(self) -> Any:
        """Stand in migrations as Django's own."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.GeneratedField", args, kwargs

    def _check_supported(self, _databases: Sequence[str]) -> list[CheckMessage]:
        return []

    def _check_persistence(self, _databases: Sequence[str]) -> list[CheckMessage]:
        return []
