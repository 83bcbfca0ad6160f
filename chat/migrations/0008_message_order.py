import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# Each was the beginning of another index, or held mostly what answers nothing. Django would also make the foreign keys
# anew, and look through the whole table for it.
OLD = {
    "chat_message_conversation_id_a1207bf4": "chat_message (conversation_id)",
    "chat_message_sender_id_991c686c": "chat_message (sender_id)",
    "chat_message_reply_to_id_afede338": "chat_message (reply_to_id)",
    "chat_reaction_message_id_e8fe8671": "chat_reaction (message_id)",
}


class Migration(migrations.Migration):
    # Messages are written while the indexes are built.
    atomic = False

    dependencies = [
        ("chat", "0007_bare_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # What is left of a migration that was broken off.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS message_order", migrations.RunSQL.noop),
        AddIndexConcurrently("message", models.Index(fields=["conversation", "id"], name="message_order")),
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS message_replies", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "message",
            models.Index(condition=models.Q(("reply_to__isnull", False)), fields=["reply_to"], name="message_replies"),
        ),
        *(
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}", f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {columns}"
            )
            for name, columns in OLD.items()
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "message",
                    "conversation",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="chat.conversation"),
                ),
                migrations.AlterField(
                    "message",
                    "sender",
                    models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="messages", to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    "message",
                    "reply_to",
                    models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="replies", to="chat.message"),
                ),
                migrations.AlterField(
                    "reaction",
                    "message",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="reactions", to="chat.message"),
                ),
            ]
        ),
    ]
