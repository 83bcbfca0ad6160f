import django.contrib.postgres.search
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models

# A word is kept together with the period in which it was said, the first five digits of the message's id: 2^28
# milliseconds, three days. A search of some periods then reads nothing of others, however often a word was said.
# PostgreSQL gives texts of words and of what is asked for with each word in quotes, which no word has a space before.
# A word that would become too long for it is left out; no text of 300 bytes has one, whatever `chat_bare` makes of it.
SHORT = r"""
CREATE OR REPLACE FUNCTION chat_short_words(words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ts_delete(words, ARRAY(SELECT lexeme FROM unnest(words) WHERE octet_length(lexeme) > 2000))
"""
WORDS = r"""
CREATE OR REPLACE FUNCTION chat_period_words(id uuid, content text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace(
    ' ' || CASE WHEN octet_length(content) < 300 THEN to_tsvector('simple', chat_bare(content))
        ELSE chat_short_words(to_tsvector('simple', chat_bare(content))) END::text,
    ' ''', ' ''' || left(id::text, 5)
)::tsvector
"""
QUERIES = r"""
CREATE OR REPLACE FUNCTION chat_period_queries(query tsquery, periods text[]) RETURNS tsquery[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(
    SELECT regexp_replace(query::text, '(^| )(!*)''', '\1\2''' || period, 'g')::tsquery FROM unnest(periods) AS period
)
"""


class Migration(migrations.Migration):
    # Messages are written while the index is built.
    atomic = False

    dependencies = [("chat", "0008_message_order")]

    operations = [
        migrations.RunSQL(SHORT, "DROP FUNCTION chat_short_words(tsvector)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION chat_period_words(uuid, text)"),
        migrations.RunSQL(QUERIES, "DROP FUNCTION chat_period_queries(tsquery, text[])"),
        # What is left of a migration that was broken off.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS message_period_words", migrations.RunSQL.noop),
        AddIndexConcurrently(
            "message",
            GinIndex(
                models.Func(
                    models.F("id"),
                    models.F("content"),
                    function="chat_period_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="message_period_words",
            ),
        ),
        # Else the planner would have to guess how often a word is said.
        migrations.RunSQL("ANALYZE chat_message", migrations.RunSQL.noop),
        RemoveIndexConcurrently("message", "message_bare_words"),
    ]
