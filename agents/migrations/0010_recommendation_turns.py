from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    # Cards are delivered while the index is built.
    atomic = False

    dependencies = [("agents", "0009_wanted")]

    operations = [
        # What is left of a migration that was broken off.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS recommendation_turns", migrations.RunSQL.noop),
        AddIndexConcurrently("recommendation", GinIndex(fields=["turns"], name="recommendation_turns")),
    ]
