from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Messages are written while the index is built.
    atomic = False

    dependencies = [("chat", "0009_period_words")]

    operations = [
        # What is left of a migration that was broken off.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS message_by_agents", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "message",
            models.Index(condition=models.Q(("role", "assistant")), fields=["conversation", "sequence"], name="message_by_agents"),
        ),
    ]
