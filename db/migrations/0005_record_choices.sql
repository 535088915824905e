-- The write of the consent ledger: for one person's choices, and for a batch of many people's.

-- The plans are made while the tables may still be empty and kept while they grow: without `enable_seqscan = off` a new
-- installation would read whole tables for every choice.

-- One person's choices. Its nine small statements take a third less of the processor than the one large statement below takes
-- for a single item.
-- item: { subject or externalId, key, body (hex), policyVersion, locale, origin, signal, givenAt (or null), auditId,
--   choices: [{ id, purpose, topic, channel, decision, textSha256 (hex or null), basedOnSeq (or null) }] }
-- A grant that is stale (something newer stands, other words are shown now, another policy is in force) is refused; a
-- withdrawal never is. What was imported was agreed to elsewhere, under other words. Null: the person is unknown.
CREATE FUNCTION record_for_one(p_item jsonb, p_actor_kind text, p_actor_id text, p_request_id text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
  reach text := coalesce(current_setting('app.reach', true), '');
  actor text := coalesce(current_setting('app.actor', true), '');
  person uuid := (p_item->>'subject')::uuid;
  wished int := jsonb_array_length(p_item->'choices');
  item_key text := p_item->>'key';
  item_body bytea := decode(p_item->>'body', 'hex');
  item_policy int := (p_item->>'policyVersion')::int;
  item_locale text := p_item->>'locale';
  imported boolean := p_item->>'origin' = 'import';
  given_at timestamptz := (p_item->>'givenAt')::timestamptz;
  head int; seen int; now_at timestamptz; held record; one record; made jsonb := '[]'; fields text[] := '{}'; withdrawn int := 0;
  ends_at timestamptz; stale_ones boolean := false; result jsonb;
BEGIN
  PERFORM set_config('app.reach', 'all', true), set_config('app.actor', 'system:consent-ledger', true);
  IF person IS NULL THEN
    SELECT s.subject_id INTO person FROM subject s WHERE s.external_id = p_item->>'externalId';
    IF person IS NULL THEN result := NULL; PERFORM set_config('app.reach', reach, true), set_config('app.actor', actor, true); RETURN result; END IF;
  END IF;
  -- The lock, and the numbers of all choices at once: the rare ones that are not recorded give theirs back at the end.
  INSERT INTO consent_head AS h (subject_id, last_seq) VALUES (person, wished)
    ON CONFLICT (subject_id) DO UPDATE SET last_seq = h.last_seq + wished RETURNING last_seq - wished INTO seen;
  head := seen;
  now_at := date_trunc('milliseconds', clock_timestamp());

  SELECT r.body_sha256, r.choices INTO held FROM (
    SELECT c.body_sha256, c.result AS choices FROM choice_reply c WHERE c.subject_id = person AND c.idempotency_key = item_key
    UNION ALL
    (SELECT e.body_sha256, NULL FROM consent_event e WHERE e.subject_id = person AND e.idempotency_key = item_key LIMIT 1)
    LIMIT 1) r;
  IF FOUND THEN
    UPDATE consent_head SET last_seq = seen WHERE subject_id = person;
    IF held.body_sha256 <> item_body THEN result := jsonb_build_object('status', 'key-reused'); PERFORM set_config('app.reach', reach, true), set_config('app.actor', actor, true); RETURN result; END IF;
    result := jsonb_build_object('status', 'repeated', 'choices', coalesce(held.choices,
      (SELECT jsonb_agg(jsonb_build_object('status', 'recorded', 'eventId', e.event_id, 'purpose', e.purpose, 'topic',
          e.topic, 'channel', e.channel, 'decision', e.decision, 'seq', e.seq, 'recordedAt', e.recorded_at) ORDER BY e.seq)
        FROM consent_event e WHERE e.subject_id = person AND e.idempotency_key = item_key))); PERFORM set_config('app.reach', reach, true), set_config('app.actor', actor, true); RETURN result;
  END IF;

  FOR one IN
    SELECT c.id, c.purpose, c.topic, c.channel, c.decision, s.decision AS stands, coalesce(s.seq, 0) AS stands_seq,
      -- Words never shown by this portal cannot be cited; the withdrawal still counts, under the words of today.
      coalesce(q.version, w.version) AS text_version, coalesce(q.sha256, w.sha256) AS text_sha256,
      CASE WHEN q.version IS NULL THEN w.term_months ELSE q.term_months END AS term_months,
      c.decision = 'granted' AND (
        coalesce(s.seq, 0) > c."basedOnSeq"
        OR (NOT imported AND (w.sha256 <> decode(c."textSha256", 'hex')
          OR item_policy <> (SELECT max(v.version) FROM policy_version v WHERE v.status = 'published')))
      ) IS TRUE AS stale,
      bool_or(w.version IS NULL) OVER () AS lacking
    FROM jsonb_to_recordset(p_item->'choices') AS c(id uuid, purpose text, topic text, channel text, decision text,
      "textSha256" text, "basedOnSeq" int)
    LEFT JOIN LATERAL (SELECT t.decision, t.seq FROM consent_state t WHERE t.subject_id = person
      AND t.purpose = c.purpose AND t.topic = c.topic AND t.channel = c.channel LIMIT 1) s ON true
    LEFT JOIN LATERAL (SELECT t.version, t.sha256, t.term_months FROM consent_text t WHERE t.purpose = c.purpose
      AND t.topic = c.topic AND t.locale = item_locale AND t.version > 0 ORDER BY t.version DESC LIMIT 1) w ON true
    LEFT JOIN LATERAL (SELECT t.version, t.sha256, t.term_months FROM consent_text t WHERE c."textSha256" IS NOT NULL
      AND t.purpose = c.purpose AND t.topic = c.topic AND t.locale = item_locale
      AND t.sha256 = decode(c."textSha256", 'hex') AND t.sha256 <> w.sha256 ORDER BY t.version DESC LIMIT 1) q ON true
  LOOP
    IF one.lacking THEN
      UPDATE consent_head SET last_seq = seen WHERE subject_id = person;
      result := jsonb_build_object('status', 'no-words'); PERFORM set_config('app.reach', reach, true), set_config('app.actor', actor, true); RETURN result;
    END IF;
    IF one.stale THEN
      stale_ones := true;
      made := made || jsonb_build_object('status', 'stale', 'purpose', one.purpose, 'topic', one.topic, 'channel',
        one.channel, 'decision', coalesce(one.stands, 'withdrawn'), 'seq', one.stands_seq);
      CONTINUE;
    END IF;
    head := head + 1;
    ends_at := CASE WHEN one.decision = 'granted' THEN coalesce(given_at, now_at) + make_interval(months => one.term_months) END;
    INSERT INTO consent_event (subject_id, seq, event_id, purpose, topic, channel, decision, policy_version, text_version,
        text_sha256, locale, origin, signal, actor_kind, actor_id, idempotency_key, body_sha256, recorded_at, given_at, expires_at)
      VALUES (person, head, one.id, one.purpose, one.topic, one.channel, one.decision, item_policy, one.text_version,
        one.text_sha256, item_locale, p_item->>'origin', coalesce(p_item->>'signal', ''), p_actor_kind, p_actor_id, item_key,
        item_body, now_at, given_at, ends_at);
    INSERT INTO consent_state AS s (subject_id, purpose, topic, channel, decision, seq, policy_version, recorded_at, signal,
        expires_at)
      VALUES (person, one.purpose, one.topic, one.channel, one.decision, head, item_policy, now_at,
        coalesce(p_item->>'signal', ''), ends_at)
      ON CONFLICT (subject_id, purpose, topic, channel) DO UPDATE SET decision = excluded.decision, seq = excluded.seq,
        policy_version = excluded.policy_version, recorded_at = excluded.recorded_at, signal = excluded.signal,
        expires_at = excluded.expires_at, reminded_at = NULL;
    IF one.decision = 'withdrawn' THEN withdrawn := withdrawn + 1; END IF;
    fields := fields || concat_ws('/', one.purpose, nullif(one.topic, ''), nullif(one.channel, ''));
    made := made || jsonb_build_object('status', 'recorded', 'eventId', one.id, 'purpose', one.purpose, 'topic', one.topic,
      'channel', one.channel, 'decision', one.decision, 'seq', head, 'recordedAt', now_at);
  END LOOP;

  IF stale_ones THEN
    UPDATE consent_head SET last_seq = head WHERE subject_id = person;
    INSERT INTO choice_reply (subject_id, idempotency_key, body_sha256, result) VALUES (person, item_key, item_body, made);
  END IF;
  IF head > seen THEN
    INSERT INTO consent_outbox (subject_id, first_seq, last_seq) VALUES (person, seen + 1, head);
    INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, fields, request_id)
      VALUES ((p_item->>'auditId')::uuid, p_actor_kind, p_actor_id,
        CASE withdrawn WHEN head - seen THEN 'consent.withdraw' WHEN 0 THEN 'consent.grant' ELSE 'consent.change' END,
        person, 'consent_event:' || seen + 1 || '-' || head, fields, p_request_id);
  END IF;
  result := jsonb_build_object('status', 'recorded', 'choices', made); PERFORM set_config('app.reach', reach, true), set_config('app.actor', actor, true); RETURN result;
END $$;
--> statement-breakpoint
-- The same for a batch: events, projection, audit records and what others are to be told, in the order of each person's lock
-- row. items: as above, each with its number `n`. Answers [{ n, status, choices }] without those whose person is unknown.
-- The tests of the ledger run both ways.
CREATE FUNCTION record_for_many(p_items jsonb, p_actor_kind text, p_actor_id text, p_request_id text)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
  reach text := coalesce(current_setting('app.reach', true), '');
  actor text := coalesce(current_setting('app.actor', true), '');
  turns int; part jsonb; people uuid[]; now_at timestamptz; made jsonb; results jsonb := '[]';
BEGIN
  PERFORM set_config('app.reach', 'all', true), set_config('app.actor', 'system:consent-ledger', true);
  -- From here on each item names its person by the portal's id; those of unknown people are gone.
  SELECT jsonb_agg(i.item || jsonb_build_object('subject', p.subject_id)), array_agg(DISTINCT p.subject_id ORDER BY p.subject_id)
    INTO p_items, people
    FROM jsonb_array_elements(p_items) AS i(item)
    CROSS JOIN LATERAL (SELECT coalesce((i.item->>'subject')::uuid,
      (SELECT s.subject_id FROM subject s WHERE s.external_id = i.item->>'externalId')) AS subject_id OFFSET 0) p
    WHERE p.subject_id IS NOT NULL;
  IF people IS NULL THEN results := '[]'; PERFORM set_config('app.reach', reach, true), set_config('app.actor', actor, true); RETURN results; END IF;
  -- Locks in the order of ids, so that two batches cannot wait for each other.
  INSERT INTO consent_head (subject_id, last_seq) SELECT one, 0 FROM unnest(people) AS one ON CONFLICT DO NOTHING;
  PERFORM FROM consent_head h WHERE h.subject_id = ANY(people) ORDER BY h.subject_id FOR NO KEY UPDATE;
  now_at := date_trunc('milliseconds', clock_timestamp());
  turns := 1;
  IF cardinality(people) < jsonb_array_length(p_items) THEN
    SELECT max(c) INTO turns FROM
      (SELECT count(*) AS c FROM jsonb_array_elements(p_items) item GROUP BY item->>'subject') counted;
  END IF;

  -- One person's items one after the other, everybody's first ones together.
  FOR turn IN 1..turns LOOP
    part := p_items;
    IF turns > 1 THEN
      SELECT jsonb_agg(item) INTO part FROM (SELECT item, row_number() OVER (
          PARTITION BY item->>'subject' ORDER BY (item->>'n')::int) AS place
        FROM jsonb_array_elements(p_items) item) placed WHERE place = turn;
    END IF;
    -- Each step carries along what the next one needs: joined by their numbers, a thousand items would be compared with a
    -- thousand.
    WITH asked AS MATERIALIZED (
      SELECT i.*, r.body_sha256 AS held_body, r.choices AS held_choices
      FROM jsonb_to_recordset(part) AS i(n int, subject uuid, key text, body text, "policyVersion" int, locale text,
        origin text, signal text, "givenAt" timestamptz, "auditId" uuid, choices jsonb)
      LEFT JOIN LATERAL (
        SELECT c.body_sha256, c.result AS choices FROM choice_reply c
          WHERE c.subject_id = i.subject AND c.idempotency_key = i.key
        UNION ALL
        (SELECT e.body_sha256, NULL FROM consent_event e
          WHERE e.subject_id = i.subject AND e.idempotency_key = i.key LIMIT 1)
        LIMIT 1) r ON true
    ), wished AS MATERIALIZED (
      SELECT a.n, a.subject, a.key, a.body, a."policyVersion", a.locale, a.origin, coalesce(a.signal, '') AS signal,
        a."givenAt", a."auditId", c.place, c.id, c.purpose, c.topic, c.channel, c.decision, h.last_seq,
        s.decision AS stands, coalesce(s.seq, 0) AS stands_seq,
        -- Words never shown by this portal cannot be cited; the withdrawal still counts, under the words of today.
        coalesce(q.version, w.version) AS text_version, coalesce(q.sha256, w.sha256) AS text_sha256,
        CASE WHEN c.decision = 'granted' THEN coalesce(a."givenAt", now_at)
          + make_interval(months => CASE WHEN q.version IS NULL THEN w.term_months ELSE q.term_months END) END AS expires_at,
        c.decision = 'granted' AND (
          coalesce(s.seq, 0) > c."basedOnSeq"
          OR (a.origin <> 'import' AND (w.sha256 <> decode(c."textSha256", 'hex')
            OR a."policyVersion" <> (SELECT max(v.version) FROM policy_version v WHERE v.status = 'published')))
        ) IS TRUE AS stale,
        bool_or(w.version IS NULL) OVER (PARTITION BY a.n) AS lacking
      FROM asked a
      CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(a.choices) AS (id uuid, purpose text, topic text, channel text,
        decision text, "textSha256" text, "basedOnSeq" int)) WITH ORDINALITY
        AS c(id, purpose, topic, channel, decision, "textSha256", "basedOnSeq", place)
      CROSS JOIN LATERAL (SELECT t.last_seq FROM consent_head t WHERE t.subject_id = a.subject LIMIT 1) h
      LEFT JOIN LATERAL (SELECT t.decision, t.seq FROM consent_state t WHERE t.subject_id = a.subject
        AND t.purpose = c.purpose AND t.topic = c.topic AND t.channel = c.channel LIMIT 1) s ON true
      LEFT JOIN LATERAL (SELECT t.version, t.sha256, t.term_months FROM consent_text t WHERE t.purpose = c.purpose
        AND t.topic = c.topic AND t.locale = a.locale AND t.version > 0 ORDER BY t.version DESC LIMIT 1) w ON true
      LEFT JOIN LATERAL (SELECT t.version, t.sha256, t.term_months FROM consent_text t WHERE c."textSha256" IS NOT NULL
        AND t.purpose = c.purpose AND t.topic = c.topic AND t.locale = a.locale
        AND t.sha256 = decode(c."textSha256", 'hex') AND t.sha256 <> w.sha256 ORDER BY t.version DESC LIMIT 1) q ON true
      WHERE a.held_body IS NULL
    ), numbered AS MATERIALIZED (
      SELECT *, last_seq + (count(*) FILTER (WHERE NOT stale) OVER (PARTITION BY subject ORDER BY place))::int AS seq
      FROM wished
    ), events AS (
      INSERT INTO consent_event (subject_id, seq, event_id, purpose, topic, channel, decision, policy_version, text_version,
          text_sha256, locale, origin, signal, actor_kind, actor_id, idempotency_key, body_sha256, recorded_at, given_at,
          expires_at)
        SELECT subject, seq, id, purpose, topic, channel, decision, "policyVersion", text_version, text_sha256, locale,
          origin, signal, p_actor_kind, p_actor_id, key, decode(body, 'hex'), now_at, "givenAt", expires_at
        FROM numbered WHERE NOT stale AND NOT lacking
    ), states AS (
      INSERT INTO consent_state AS s (subject_id, purpose, topic, channel, decision, seq, policy_version, recorded_at, signal,
          expires_at)
        SELECT subject, purpose, topic, channel, decision, seq, "policyVersion", now_at, signal, expires_at
        FROM numbered WHERE NOT stale AND NOT lacking
        ON CONFLICT (subject_id, purpose, topic, channel) DO UPDATE SET decision = excluded.decision, seq = excluded.seq,
          policy_version = excluded.policy_version, recorded_at = excluded.recorded_at, signal = excluded.signal,
          expires_at = excluded.expires_at, reminded_at = NULL
    ), spans AS MATERIALIZED (
      SELECT subject, "auditId", min(seq) AS first_seq, max(seq) AS last_seq,
        CASE WHEN bool_and(decision = 'withdrawn') THEN 'consent.withdraw' WHEN bool_and(decision = 'granted')
          THEN 'consent.grant' ELSE 'consent.change' END AS action,
        array_agg(concat_ws('/', purpose, nullif(topic, ''), nullif(channel, '')) ORDER BY seq) AS fields
      FROM numbered WHERE NOT stale AND NOT lacking GROUP BY subject, "auditId"
    ), heads AS (
      -- The row is there; written so it is found by its key however large the table was when this was planned.
      INSERT INTO consent_head (subject_id, last_seq) SELECT subject, last_seq FROM spans
        ON CONFLICT (subject_id) DO UPDATE SET last_seq = excluded.last_seq
    ), told AS (
      INSERT INTO consent_outbox (subject_id, first_seq, last_seq) SELECT subject, first_seq, last_seq FROM spans
    ), logged AS (
      INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, fields, request_id)
        SELECT "auditId", p_actor_kind, p_actor_id, action, subject,
          'consent_event:' || first_seq || '-' || last_seq, fields, p_request_id FROM spans
    )
    SELECT jsonb_agg(answered.answer) INTO made FROM (
      SELECT CASE WHEN a.held_body <> decode(a.body, 'hex') THEN jsonb_build_object('n', a.n, 'status', 'key-reused')
        ELSE jsonb_build_object('n', a.n, 'status', 'repeated', 'choices', coalesce(a.held_choices,
          (SELECT jsonb_agg(jsonb_build_object('status', 'recorded', 'eventId', e.event_id, 'purpose', e.purpose, 'topic',
              e.topic, 'channel', e.channel, 'decision', e.decision, 'seq', e.seq, 'recordedAt', e.recorded_at) ORDER BY e.seq)
            FROM consent_event e WHERE e.subject_id = a.subject AND e.idempotency_key = a.key))) END AS answer
        FROM asked a WHERE a.held_body IS NOT NULL
      UNION ALL
      SELECT CASE WHEN bool_or(lacking) THEN jsonb_build_object('n', n, 'status', 'no-words')
        ELSE jsonb_build_object('n', n, 'status', 'recorded', 'choices', jsonb_agg(CASE
          WHEN stale THEN jsonb_build_object('status', 'stale', 'purpose', purpose, 'topic', topic, 'channel', channel,
            'decision', coalesce(stands, 'withdrawn'), 'seq', stands_seq)
          ELSE jsonb_build_object('status', 'recorded', 'eventId', id, 'purpose', purpose, 'topic', topic,
            'channel', channel, 'decision', decision, 'seq', seq, 'recordedAt', now_at)
          END ORDER BY place)) END
        FROM numbered GROUP BY n
    ) answered;

    IF made @? '$[*] ? (@.status == "recorded").choices[*] ? (@.status == "stale")' THEN
      INSERT INTO choice_reply (subject_id, idempotency_key, body_sha256, result)
        SELECT i.subject, i.key, decode(i.body, 'hex'), m.choices
        FROM jsonb_to_recordset(made) AS m(n int, status text, choices jsonb)
        JOIN jsonb_to_recordset(part) AS i(n int, subject uuid, key text, body text) ON i.n = m.n
        WHERE m.status = 'recorded' AND m.choices @? '$[*] ? (@.status == "stale")';
    END IF;
    results := results || coalesce(made, '[]');
  END LOOP;
  results := results; PERFORM set_config('app.reach', reach, true), set_config('app.actor', actor, true); RETURN results;
END $$;
