-- Much more of everything that grows while people talk: around one room, and in rooms of other people.
CREATE TEMP TABLE person AS SELECT row_number() OVER () AS number, gen_random_uuid() AS id FROM generate_series(1, 5000);
CREATE TEMP TABLE place AS
    SELECT row_number() OVER () AS number, uuidv7() AS id, row_number() OVER () > 10 AS is_others FROM generate_series(1, 3000);
CREATE TEMP TABLE said AS
    SELECT one.number, uuidv7() AS id,
           CASE WHEN one.number %% 2 = 0 THEN %(room)s::uuid ELSE place.id END AS room,
           CASE WHEN one.number %% 3 = 0 THEN %(alice)s::uuid WHEN one.number %% 2 = 0 THEN %(bob)s::uuid ELSE person.id END AS sender,
           one.number + (SELECT revision FROM chat_conversation WHERE id = %(room)s) AS sequence
    FROM generate_series(1, 16000) AS one (number)
    JOIN place ON place.number = 1 + one.number %% 3000
    JOIN person ON person.number = 1 + one.number %% 5000;
-- What a thread and its answers are among.
CREATE TEMP TABLE root AS SELECT id FROM chat_message WHERE conversation_id = %(room)s ORDER BY sequence LIMIT 1;

INSERT INTO accounts_user (id, password, email, display_name, agents_allowed, time_zone, is_superuser, is_staff, is_active,
                           ban_reason, created_at)
    SELECT id, '!', number || '@example.org', 'Person ' || number, true, '', false, false, true, '', now() FROM person;
INSERT INTO chat_conversation (id, owner_id, title, kind, revision, state_revision, listening, eagerness, pin_count, created_at)
    SELECT place.id, person.id, 'Room ' || number, 'group', 20000, 0, false, 'balanced', 0, now() FROM place JOIN person USING (number);
INSERT INTO chat_membership (conversation_id, user_id, role, read_sequence, read_turn, notifications, agents_allowed, created_at)
    SELECT place.id, person.id, 'member', 0, 0, 'all', true, now()
    FROM place JOIN person ON person.number BETWEEN place.number AND place.number + 2
    UNION ALL SELECT id, %(alice)s, 'owner', 0, 0, 'all', true, now() FROM place WHERE NOT is_others
    UNION ALL SELECT %(room)s, id, 'member', 0, 0, 'all', true, now() FROM person WHERE number <= 50;
INSERT INTO chat_message (id, conversation_id, sender_id, role, content, client_id, sequence, revision, reply_to_id, thread_id,
                          reply_count, off_record, created_at, pinned_at, pinned_by_id)
    SELECT said.id, room, sender, 'user', 'we talk of number' || number || CASE WHEN number %% 500 = 0 THEN ' boiler' ELSE '' END,
           gen_random_uuid(), sequence, sequence,
           CASE WHEN number %% 40 = 0 THEN root.id END, CASE WHEN number %% 40 = 0 THEN root.id END, 0, false,
           now() - (16000 - number) * interval '1 minute',
           CASE WHEN number %% 400 = 2 THEN now() END, CASE WHEN number %% 400 = 2 THEN %(bob)s::uuid END
    FROM said, root ORDER BY number;
INSERT INTO chat_mention (message_id, user_id, name, conversation_id, sequence)
    SELECT id, CASE WHEN number %% 4 = 0 THEN %(alice)s::uuid ELSE sender END, 'Alice', room, sequence FROM said WHERE number %% 2 = 0;
INSERT INTO chat_reaction (message_id, user_id, emoji, created_at)
    SELECT id, %(bob)s, '👍', now() FROM said WHERE number %% 2 = 0 OR number %% 5 = 0;
INSERT INTO chat_messageversion (message_id, content, since, until)
    SELECT id, 'before', now(), now() FROM said WHERE number %% 4 = 0
    UNION ALL SELECT id, 'before', now(), now() FROM root, generate_series(1, 20);
INSERT INTO agents_decision (id, conversation_id, message_id, speak, intent, confidence, grounds, note, scores, is_trivial, created_at)
    SELECT gen_random_uuid(), room, id, false, 'boredom', 0.1, 'weak', '', '{}', false, now() FROM said WHERE number %% 4 = 1;
INSERT INTO agents_messageembedding (message_id, conversation_id, model, embedding, created_at)
    SELECT said.id, room, model, embedding, now()
    FROM said, (SELECT model, embedding FROM agents_messageembedding ORDER BY id LIMIT 1) AS one WHERE number %% 53 = 0;

CREATE TEMP TABLE card AS SELECT uuidv7() AS id, said.* FROM (SELECT id AS trigger, room, sender, sequence FROM said WHERE number %% 6 = 1 OR number %% 240 = 0) AS said;
UPDATE chat_message SET role = 'assistant', sender_id = NULL,
    card = (SELECT card FROM chat_message WHERE conversation_id = %(room)s AND card IS NOT NULL LIMIT 1)
    WHERE id IN (SELECT said.id FROM said JOIN card ON card.room = said.room AND said.sequence = card.sequence + CASE WHEN card.room = %(room)s THEN 2 ELSE 3000 END);
INSERT INTO agents_recommendation (id, conversation_id, message_id, trigger_id, intent, confidence, reason, items, candidates, turns,
                                   model, latency_ms, input_tokens, output_tokens, cost_usd, created_at)
    SELECT card.id, card.room, said.id, trigger, 'boredom', 0.9, 'A free evening.', '[{"id": "movie-one", "rank": 1, "score": 0.5}]',
           '[]', jsonb_build_array(trigger), 'local', 9, 0, 0, 0, now() - interval '1 day'
    FROM card JOIN said ON card.room = said.room AND said.sequence = card.sequence + CASE WHEN card.room = %(room)s THEN 2 ELSE 3000 END;
INSERT INTO agents_recommendation_evidence (recommendation_id, message_id)
    SELECT id, trigger_id FROM agents_recommendation WHERE trigger_id IN (SELECT trigger FROM card);
INSERT INTO agents_feedback (recommendation_id, user_id, item_id, verdict, is_kept, created_at)
    SELECT id, %(bob)s, 'movie-one', 'saved', true, now() FROM agents_recommendation WHERE trigger_id IN (SELECT trigger FROM card);

UPDATE chat_conversation SET pin_count = 20, revision = (SELECT max(sequence) FROM said) WHERE id = %(room)s;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ANALYZE;
