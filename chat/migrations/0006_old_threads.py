from django.db import migrations

# Replies that were there before: each finds the beginning of its chain, and each beginning its count.
THREADS_OF_OLD_REPLIES = """
WITH RECURSIVE chain AS (
    SELECT answer.id, answered.id AS root
    FROM chat_message answer JOIN chat_message answered ON answered.id = answer.reply_to_id
    WHERE answered.reply_to_id IS NULL
    UNION ALL
    SELECT answer.id, chain.root FROM chat_message answer JOIN chain ON chain.id = answer.reply_to_id
)
UPDATE chat_message SET thread_id = chain.root FROM chain WHERE chain.id = chat_message.id;

UPDATE chat_message SET reply_count = counted.count
FROM (
    SELECT thread_id, count(*) FROM chat_message
    WHERE thread_id IS NOT NULL AND deleted_at IS NULL AND hidden_at IS NULL GROUP BY thread_id
) counted
WHERE counted.thread_id = chat_message.id;
"""


class Migration(migrations.Migration):

    dependencies = [("chat", "0005_threads")]

    operations = [migrations.RunSQL(THREADS_OF_OLD_REPLIES, migrations.RunSQL.noop)]
