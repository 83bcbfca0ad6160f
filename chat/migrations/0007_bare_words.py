from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models

# Our own, since `unaccent` does not come with every PostgreSQL, and is not immutable, as an index wants it.
# Marks on letters of Latin, Greek and Cyrillic script go; those that are a part of writing elsewhere stay. What is ASCII
# costs nothing. Not STRICT, so that the planner can put its text in place of the call.
BARE = r"""
CREATE OR REPLACE FUNCTION chat_bare(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length($1) = length($1) THEN $1 ELSE translate(
        normalize(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g'), NFC),
        'øØłŁđĐħĦı', 'oOlLdDhHi'
    ) END
$$
"""


class Migration(migrations.Migration):
    # Messages are written while the index is built.
    atomic = False

    dependencies = [("chat", "0006_old_threads")]

    operations = [
        migrations.RunSQL(BARE, "DROP FUNCTION chat_bare(text)"),
        # What is left of a migration that was broken off.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS message_bare_words", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "message",
            GinIndex(SearchVector(models.Func(models.F("content"), function="chat_bare"), config="simple"), name="message_bare_words"),
        ),
        RemoveIndexConcurrently("message", "message_words"),
    ]
