-- What the tables alone cannot hold: reach by person, what is published stays, and the ledger's one write.

-- Row-level security: the net under a forgotten filter. A statement sees one person's rows (app.subject) or, for staff,
-- programs and the system, everybody's (app.reach = 'all'); without either it sees none.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['public.subject','public.subject_session','public.external_account','public.email_change',
    'public.consent_head','public.consent_event','public.consent_state','keystore.subject_key']
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY reach ON %s
      USING (current_setting('app.reach', true) = 'all'
        OR subject_id = nullif(current_setting('app.subject', true), '')::uuid)$p$, t);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'policy_version' THEN
    IF OLD.status = 'published' THEN
      RAISE EXCEPTION 'policy version % is published and cannot be changed', OLD.version USING ERRCODE = 'restrict_violation';
    END IF;
  ELSIF EXISTS (SELECT 1 FROM policy_version v WHERE v.status = 'published'
      AND v.version = CASE WHEN TG_OP = 'INSERT' THEN NEW.version ELSE OLD.version END) THEN
    RAISE EXCEPTION 'a published policy version cannot be changed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
--> statement-breakpoint
CREATE TRIGGER policy_version_published BEFORE UPDATE OR DELETE ON policy_version
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
--> statement-breakpoint
CREATE TRIGGER policy_text_published BEFORE INSERT OR UPDATE OR DELETE ON policy_text
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
--> statement-breakpoint
CREATE TRIGGER policy_part_published BEFORE INSERT OR UPDATE OR DELETE ON policy_part
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
--> statement-breakpoint
CREATE TRIGGER policy_clause_published BEFORE INSERT OR UPDATE OR DELETE ON policy_clause
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
--> statement-breakpoint
-- The way into the queue for the role of the app, which has no rights on the queue's tables.
CREATE FUNCTION enqueue_job(task text, payload json, key text DEFAULT NULL, run_after timestamptz DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT graphile_worker.add_job(task, payload, job_key := key, run_at := run_after);
$$;
--> statement-breakpoint
-- The ledger's one write: events, projection, audit record and job in one statement, in the order of the row lock.
-- choices: [{ id, purpose, topic, channel, decision, textSha256 (hex or null), basedOnSeq (or null) }]
-- A grant that is stale (something newer stands, or other words are shown now) is refused; a withdrawal never is.
CREATE FUNCTION record_choices(
  p_subject uuid, p_actor_kind text, p_actor_id text, p_choices jsonb, p_policy_version int, p_locale text,
  p_origin text, p_key text, p_body_sha256 bytea, p_request_id text, p_audit_id uuid
) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  head int; first_seq int; one jsonb; now_at timestamptz; held record; shown record; stands record;
  results jsonb := '[]'; recorded int := 0; withdrawn int := 0; stale boolean; hash bytea; shown_hash bytea; shown_version int;
BEGIN
  INSERT INTO consent_head AS h (subject_id, last_seq) VALUES (p_subject, 0)
    ON CONFLICT (subject_id) DO UPDATE SET last_seq = h.last_seq RETURNING last_seq INTO head;
  first_seq := head;
  now_at := date_trunc('milliseconds', clock_timestamp());

  SELECT min(encode(body_sha256, 'hex')) AS body, jsonb_agg(jsonb_build_object('status', 'recorded', 'eventId', event_id,
      'purpose', purpose, 'topic', topic, 'channel', channel, 'decision', decision, 'seq', seq,
      'recordedAt', recorded_at) ORDER BY seq) AS events
    INTO held FROM consent_event WHERE subject_id = p_subject AND idempotency_key = p_key;
  IF held.body IS NOT NULL THEN
    IF held.body <> encode(p_body_sha256, 'hex') THEN RETURN jsonb_build_object('status', 'key-reused'); END IF;
    RETURN jsonb_build_object('status', 'repeated', 'choices', held.events);
  END IF;

  FOR one IN SELECT * FROM jsonb_array_elements(p_choices) LOOP
    SELECT decision, seq INTO stands FROM consent_state WHERE subject_id = p_subject AND purpose = one->>'purpose'
      AND topic = one->>'topic' AND channel = one->>'channel';
    SELECT version, sha256 INTO shown FROM consent_text WHERE purpose = one->>'purpose' AND topic = one->>'topic'
      AND locale = p_locale ORDER BY version DESC LIMIT 1;
    IF shown.version IS NULL THEN RETURN jsonb_build_object('status', 'no-words'); END IF;
    shown_hash := shown.sha256; shown_version := shown.version; stale := false;
    IF one->>'textSha256' IS NOT NULL AND decode(one->>'textSha256', 'hex') <> shown.sha256 THEN
      hash := decode(one->>'textSha256', 'hex');
      stale := true;
      SELECT version INTO shown_version FROM consent_text WHERE purpose = one->>'purpose' AND topic = one->>'topic'
        AND locale = p_locale AND sha256 = hash ORDER BY version DESC LIMIT 1;
      -- Words never shown by this portal cannot be cited; the withdrawal still counts, under the words of today.
      IF shown_version IS NULL THEN shown_version := shown.version; ELSE shown_hash := hash; END IF;
    END IF;
    IF one->>'basedOnSeq' IS NOT NULL AND coalesce(stands.seq, 0) > (one->>'basedOnSeq')::int THEN stale := true; END IF;
    IF p_policy_version <> (SELECT max(version) FROM policy_version WHERE status = 'published') THEN stale := true; END IF;
    IF stale AND one->>'decision' = 'granted' THEN
      results := results || jsonb_build_object('status', 'stale', 'purpose', one->>'purpose', 'topic', one->>'topic',
        'channel', one->>'channel', 'decision', coalesce(stands.decision, 'withdrawn'), 'seq', coalesce(stands.seq, 0));
      CONTINUE;
    END IF;
    head := head + 1;
    recorded := recorded + 1;
    IF one->>'decision' = 'withdrawn' THEN withdrawn := withdrawn + 1; END IF;
    INSERT INTO consent_event (subject_id, seq, event_id, purpose, topic, channel, decision, policy_version, text_version,
        text_sha256, locale, origin, actor_kind, actor_id, idempotency_key, body_sha256, recorded_at)
      VALUES (p_subject, head, (one->>'id')::uuid, one->>'purpose', one->>'topic', one->>'channel', one->>'decision',
        p_policy_version, shown_version, shown_hash, p_locale, p_origin, p_actor_kind, p_actor_id, p_key, p_body_sha256, now_at);
    INSERT INTO consent_state AS s (subject_id, purpose, topic, channel, decision, seq, policy_version, recorded_at)
      VALUES (p_subject, one->>'purpose', one->>'topic', one->>'channel', one->>'decision', head, p_policy_version, now_at)
      ON CONFLICT (subject_id, purpose, topic, channel) DO UPDATE SET decision = excluded.decision, seq = excluded.seq,
        policy_version = excluded.policy_version, recorded_at = excluded.recorded_at;
    results := results || jsonb_build_object('status', 'recorded', 'eventId', one->>'id', 'purpose', one->>'purpose',
      'topic', one->>'topic', 'channel', one->>'channel', 'decision', one->>'decision', 'seq', head, 'recordedAt', now_at);
  END LOOP;

  IF recorded > 0 THEN
    UPDATE consent_head SET last_seq = head WHERE subject_id = p_subject;
    INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, fields, request_id)
      VALUES (p_audit_id, p_actor_kind, p_actor_id,
        CASE WHEN withdrawn = recorded THEN 'consent.withdraw' WHEN withdrawn = 0 THEN 'consent.grant' ELSE 'consent.change' END,
        p_subject, 'consent_event:' || (first_seq + 1) || '-' || head,
        ARRAY(SELECT concat_ws('/', e->>'purpose', nullif(e->>'topic', ''), nullif(e->>'channel', ''))
          FROM jsonb_array_elements(results) e WHERE e->>'status' = 'recorded'), p_request_id);
    -- One job a person however many choices wait: the handler reads what stands.
    PERFORM graphile_worker.add_job('sync-preferences', json_build_object('subjectId', p_subject),
      job_key := 'choices:' || p_subject);
  END IF;
  RETURN jsonb_build_object('status', 'recorded', 'choices', results);
END $$;
--> statement-breakpoint
-- Whose session a token is, in one statement: row-level security hides sessions from whoever does not yet know the person.
-- p_now is the portal's clock (it can be moved with sample data). A use is noted at most once an hour.
CREATE FUNCTION read_session(p_token_hash bytea, p_now timestamptz)
RETURNS TABLE (subject_id uuid, locale text, welcomed_at timestamptz, expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH found AS (
    SELECT s.subject_id, p.locale, p.welcomed_at, s.expires_at, s.seen_at
    FROM subject_session s JOIN subject p ON p.subject_id = s.subject_id
    WHERE s.token_hash = p_token_hash AND s.expires_at > p_now AND s.seen_at > p_now - interval '14 days'
  ), seen AS (
    UPDATE subject_session t SET seen_at = p_now FROM found f
    WHERE t.subject_id = f.subject_id AND t.token_hash = p_token_hash AND f.seen_at < p_now - interval '1 hour'
  )
  SELECT f.subject_id, f.locale, f.welcomed_at, f.expires_at FROM found f;
$$;
--> statement-breakpoint
-- The person whom the platform knows by an id; for calls of the API, which come two hundred a second.
CREATE FUNCTION find_subject(p_external_id text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.subject_id FROM subject s WHERE s.external_id = p_external_id;
$$;
