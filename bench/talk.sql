-- What people say from message %(first)s to %(last)s: in rooms as chance has it, with answers, mentions and reactions.
WITH said AS MATERIALIZED (
    SELECT number, random() AS place, random() AS other, random() AS who, random() AS topic, random() AS more,
           random() AS named, random() AS liked, %(began)s::timestamptz + number * %(pace)s::interval AS at
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number
), placed AS MATERIALIZED (
    SELECT said.*, uuidv7(at - clock_timestamp()) AS id,
           CASE WHEN place < .10 THEN 1
                WHEN place < .15 THEN 2 + floor((place - .10) * 100)::int
                WHEN place < .39 AND number <= %(small_until)s THEN 7 + floor((place - .15) * 100)::int
                ELSE 31 + floor(((SELECT count(*) FROM bench_room) - 30) * other * other)::int
           END AS room
    FROM said
), numbered AS MATERIALIZED (
    SELECT placed.*, home.id AS conversation, root.id AS root,
           stored.revision + row_number() OVER talk AS sequence,
           lag(placed.id, 3) OVER talk AS before, lag(placed.number, 3) OVER talk AS before_number,
           lead(placed.number, 3) OVER talk AS after_number,
           CASE WHEN room <= 30 AND who * home.members < 1 THEN 0
                ELSE 1 + (room * 7 + floor(who * home.members)::int) %% %(people)s END AS sender
    FROM placed
    JOIN bench_room AS home ON home.number = room
    JOIN chat_conversation AS stored ON stored.id = home.id
    LEFT JOIN LATERAL (SELECT id FROM chat_message WHERE conversation_id = home.id ORDER BY sequence LIMIT 1) AS root ON room = 1
    WINDOW talk AS (PARTITION BY room ORDER BY placed.number)
), told AS MATERIALIZED (
    SELECT numbered.*, person.id AS sender_id, called.id AS called_id, called.name,
           numbered.number %% 100 = 99 AS is_gone,
           CASE WHEN root IS NOT NULL AND (numbered.number %% 50 = 1 OR sequence < 1000 AND sequence %% 10 = 1) THEN root
                WHEN numbered.number %% 12 = 0 AND before_number %% 12 <> 0 THEN before END AS answered,
           line.text
           || CASE WHEN more < .25 THEN ' ' || second.text ELSE '' END
           || CASE WHEN more > .85 THEN ' at ' || (more * 1440)::int / 60 || ':' || 10 + (more * 49)::int
                   || ' in ' || 'house' || (other * 100000)::int ELSE '' END
           || CASE WHEN liked > .95 THEN ' **really**' WHEN liked > .92 THEN ' https://example.org/n/' || numbered.number ELSE '' END
           || CASE WHEN numbered.number %% 20 = 7 THEN ' with marmalade' ELSE '' END
           || CASE WHEN numbered.number %% 500 = 11 THEN ' at the lighthouse' ELSE '' END
           || CASE WHEN numbered.number %% 500 = 13 AND numbered.number <= %(small_until)s THEN ' like a quagga' ELSE '' END
           || CASE WHEN called.id IS NOT NULL THEN ' @' || called.name ELSE '' END AS content
    FROM numbered
    JOIN bench_person AS person ON person.number = sender
    LEFT JOIN bench_person AS called ON named < .02
        AND called.number = CASE WHEN room <= 30 THEN 0 ELSE 1 + (room * 7 + 1) %% %(people)s END AND called.number <> sender
    -- Some lines are said far more often than others.
    JOIN bench_line AS line ON line.number = floor(topic * topic * %(lines)s)::int
    JOIN bench_line AS second ON second.number = floor(other * %(lines)s)::int
), messages AS (
    INSERT INTO chat_message (id, conversation_id, sender_id, role, content, client_id, sequence, revision, reply_to_id,
                              thread_id, reply_count, off_record, created_at, deleted_at)
    SELECT id, conversation, sender_id, 'user', CASE WHEN is_gone THEN '' ELSE content END, gen_random_uuid(), sequence, sequence,
           answered, answered, CASE WHEN number %% 12 <> 0 AND after_number %% 12 = 0 THEN 1 ELSE 0 END,
           false, at, CASE WHEN is_gone THEN at END
    FROM told ORDER BY number
), mentions AS (
    INSERT INTO chat_mention (message_id, user_id, name, conversation_id, sequence)
    SELECT id, called_id, name, conversation, sequence FROM told WHERE called_id IS NOT NULL AND NOT is_gone
), reactions AS (
    INSERT INTO chat_reaction (message_id, user_id, emoji, created_at)
    SELECT told.id, liker.id, emoji, at
    FROM told
    JOIN bench_person AS liker ON liker.number = 1 + (room * 7 + 1) %% %(people)s
    JOIN (VALUES ('👍', .10), ('❤️', .03)) AS kind (emoji, share) ON liked < share
    WHERE NOT is_gone
), counted AS (
    UPDATE bench_told SET said = %(last)s
)
UPDATE chat_conversation SET revision = moved.sequence, last_message_at = moved.at
FROM (SELECT conversation, max(sequence) AS sequence, max(at) AS at FROM told GROUP BY conversation) AS moved
WHERE chat_conversation.id = moved.conversation
