-- Functions that run with the rights of their owner, for reads and writes that the role of the app cannot make itself.
-- `db/grants.ts` lists each of them and lets only the app run it. Numbers that are rules (how long a session lasts unused)
-- are parameters: they are decided in TypeScript. So is the time, since the portal's clock can be moved with sample data.
-- Row-level security binds the owner too: each function reaches everybody's rows while it runs, and no longer.

-- Jobs: adds one to the queue. A job with the same key that a worker has taken is replaced: the queue lets it end and never
-- tries it again, as if it were out of attempts. The flag tells it from a job that was given up.
CREATE FUNCTION enqueue_job(task text, payload json, key text DEFAULT NULL, run_after timestamptz DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH same AS (
    SELECT j.id, j.is_available FROM graphile_worker._private_jobs j WHERE j.key = enqueue_job.key FOR UPDATE
  )
  UPDATE graphile_worker._private_jobs j SET flags = '{"replaced": true}'
    FROM same WHERE j.id = same.id AND NOT same.is_available;
  SELECT graphile_worker.add_job(task, payload, queue_name := CASE WHEN key = task THEN task END, job_key := key, run_at := run_after);
$$;
--> statement-breakpoint
-- People: the session of a token. Row-level security hides sessions until the subject is known, and every page asks this.
-- Not a session last used before p_used_since. Its use is noted if the last note is older than p_note_before.
CREATE FUNCTION read_session(p_token_hash bytea, p_now timestamptz, p_used_since timestamptz, p_note_before timestamptz)
RETURNS TABLE (subject_id uuid, locale text, welcomed_at timestamptz, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE reach text := coalesce(current_setting('app.reach', true), '');
BEGIN
  PERFORM set_config('app.reach', 'all', true);
  RETURN QUERY WITH found AS (
    SELECT s.subject_id, p.locale, p.welcomed_at, s.expires_at, s.seen_at
    FROM subject_session s JOIN subject p ON p.subject_id = s.subject_id
    WHERE s.token_hash = p_token_hash AND s.expires_at > p_now AND s.seen_at > p_used_since
  ), seen AS (
    UPDATE subject_session t SET seen_at = p_now FROM found f
    WHERE t.subject_id = f.subject_id AND t.token_hash = p_token_hash AND f.seen_at < p_note_before
  )
  SELECT f.subject_id, f.locale, f.welcomed_at, f.expires_at FROM found f;
  PERFORM set_config('app.reach', reach, true);
END $$;
--> statement-breakpoint
-- People: the subject with an id of the learning platform. Calls of the API ask this up to two hundred times a second.
CREATE FUNCTION find_subject(p_external_id text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach text := coalesce(current_setting('app.reach', true), '');
  found uuid;
BEGIN
  PERFORM set_config('app.reach', 'all', true);
  SELECT s.subject_id INTO found FROM subject s WHERE s.external_id = p_external_id;
  PERFORM set_config('app.reach', reach, true);
  RETURN found;
END $$;
--> statement-breakpoint
-- Staff: the session of a token, with the roles (joined by commas) and dates that permissions depend on, so that a change
-- counts from the next request on. p_used_since and p_note_before as above. A clearance counts with its document.
CREATE FUNCTION read_staff_session(p_token_hash bytea, p_now timestamptz, p_used_since timestamptz, p_note_before timestamptz)
RETURNS TABLE (staff_id uuid, locale text, roles text, nda_signed_on text, nda_ends_on text, training_done_on text,
  sudo_until timestamptz, expires_at timestamptz, passkeys int, passkeys_required boolean, administrators int, by_passkey boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE reach text := coalesce(current_setting('app.reach', true), '');
BEGIN
  PERFORM set_config('app.reach', 'all', true);
  RETURN QUERY WITH found AS (
    SELECT s.staff_id, m.locale, s.sudo_until, s.expires_at, s.seen_at, s.by_passkey
    FROM staff_session s JOIN staff_member m ON m.staff_id = s.staff_id
    WHERE s.token_hash = p_token_hash AND m.status = 'active' AND s.expires_at > p_now AND s.seen_at > p_used_since
  ), seen AS (
    UPDATE staff_session t SET seen_at = p_now FROM found f
    WHERE t.staff_id = f.staff_id AND t.token_hash = p_token_hash AND f.seen_at < p_note_before
  ), seen_member AS (
    UPDATE staff_member m SET seen_at = p_now FROM found f
    WHERE m.staff_id = f.staff_id AND f.seen_at < p_note_before
  )
  SELECT f.staff_id, f.locale,
    coalesce((SELECT string_agg(r.role, ',' ORDER BY r.role) FROM staff_role r WHERE r.staff_id = f.staff_id), ''),
    (SELECT c.done_on::text FROM staff_clearance c WHERE c.staff_id = f.staff_id AND c.kind = 'agreement'
      AND (c.done_on IS NULL OR c.content_sealed IS NOT NULL)
      ORDER BY c.recorded_at DESC, c.clearance_id DESC LIMIT 1),
    (SELECT c.ends_on::text FROM staff_clearance c WHERE c.staff_id = f.staff_id AND c.kind = 'agreement'
      AND (c.done_on IS NULL OR c.content_sealed IS NOT NULL)
      ORDER BY c.recorded_at DESC, c.clearance_id DESC LIMIT 1),
    (SELECT c.done_on::text FROM staff_clearance c WHERE c.staff_id = f.staff_id AND c.kind = 'training'
      AND (c.done_on IS NULL OR c.content_sealed IS NOT NULL)
      ORDER BY c.recorded_at DESC, c.clearance_id DESC LIMIT 1),
    f.sudo_until, f.expires_at,
    (SELECT count(*)::int FROM staff_passkey p WHERE p.staff_id = f.staff_id),
    coalesce((SELECT (i.value->>'required')::boolean FROM installation_fact i WHERE i.name = 'staff-passkeys'), false),
    (SELECT count(*)::int FROM staff_role r JOIN staff_member m ON m.staff_id = r.staff_id
      WHERE r.role = 'administrator' AND m.status = 'active'),
    f.by_passkey
  FROM found f;
  PERFORM set_config('app.reach', reach, true);
END $$;
--> statement-breakpoint
-- Consent: the latest decision on one choice of a subject with an id of the learning platform. Programs ask this before every
-- message. Plans are made while the tables may still be empty and kept while they grow: without `enable_seqscan = off` a new
-- installation would read whole tables.
CREATE FUNCTION read_consent_state(p_external_id text, p_purpose text, p_topic text, p_channel text)
RETURNS TABLE (decision text, seq int, policy_version int, signal text, expires_at timestamptz, origin text,
  restricted boolean, changed_in int, message_class text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE reach text := coalesce(current_setting('app.reach', true), '');
BEGIN
  PERFORM set_config('app.reach', 'all', true);
  RETURN QUERY SELECT c.decision, c.seq, c.policy_version, c.signal, c.expires_at,
      (SELECT e.origin FROM consent_event e WHERE e.subject_id = c.subject_id AND e.seq = c.seq),
      EXISTS (SELECT FROM processing_restriction r WHERE r.subject_id = s.subject_id AND r.lifted_at IS NULL),
      greatest((SELECT max(v.version) FROM policy_version v
        WHERE v.status = 'published' AND v.change = 'practice' AND v.purposes ? p_purpose),
        (SELECT o.retired_in FROM consent_catalogue o WHERE o.purpose = p_purpose AND o.topic = p_topic), 0),
      (SELECT o.message_class FROM consent_catalogue o WHERE o.purpose = p_purpose AND o.topic = p_topic)
    FROM subject s LEFT JOIN consent_state c ON c.subject_id = s.subject_id AND c.purpose = p_purpose
      AND c.topic = p_topic AND c.channel = p_channel
    WHERE s.external_id = p_external_id;
  PERFORM set_config('app.reach', reach, true);
END $$;
--> statement-breakpoint
-- Fulfilment: deletes at most p_most rows that a law kept of a person who was erased, where the role of the app may not delete.
-- Never rows of a person who was not, or whose term is not over by p_now. Returns how many.
CREATE FUNCTION delete_kept_rows(p_table text, p_subject uuid, p_now timestamptz, p_most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach text := coalesce(current_setting('app.reach', true), '');
  deleted int;
BEGIN
  IF p_table NOT IN ('consent_event', 'consent_state', 'consent_head', 'request_step') THEN
    RAISE EXCEPTION 'the role of the app deletes from % itself', p_table;
  END IF;
  PERFORM set_config('app.reach', 'all', true);
  IF NOT EXISTS (SELECT FROM erased_subject e WHERE e.subject_id = p_subject) OR NOT EXISTS (
      SELECT FROM erasure_item i WHERE i.subject_id = p_subject AND i.state = 'kept' AND i.kept_until <= p_now
        AND i.item = 'portal.' || replace(p_table, '_', '-')) THEN
    RAISE EXCEPTION 'rows of % are deleted only when the term of an erased person is over', p_table;
  END IF;
  EXECUTE format('DELETE FROM %1$I t WHERE t.ctid = ANY (ARRAY(
    SELECT ctid FROM %1$I WHERE subject_id = $1 LIMIT $2 FOR UPDATE))', p_table) USING p_subject, p_most;
  GET DIAGNOSTICS deleted = ROW_COUNT;
  PERFORM set_config('app.reach', reach, true);
  RETURN deleted;
END $$;
--> statement-breakpoint
-- Requests: deletes at most p_most steps of requests that were closed before p_before and that nothing holds: no restriction that
-- is in force, no erasure. The role of the app may not delete steps. Returns how many.
CREATE FUNCTION delete_steps_of_closed_requests(p_before timestamptz, p_most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach text := coalesce(current_setting('app.reach', true), '');
  deleted int;
BEGIN
  IF coalesce(current_setting('app.actor', true), '') NOT LIKE 'system:%' THEN
    RAISE EXCEPTION 'only the portal itself deletes steps of requests';
  END IF;
  PERFORM set_config('app.reach', 'all', true);
  DELETE FROM request_step s WHERE s.ctid = ANY (ARRAY(
    SELECT t.ctid FROM request_step t JOIN request r USING (subject_id, request_id)
    WHERE r.closed_at < p_before
      AND NOT EXISTS (SELECT FROM processing_restriction p
        WHERE p.subject_id = r.subject_id AND p.request_id = r.request_id AND p.lifted_at IS NULL)
      AND NOT EXISTS (SELECT FROM erasure_run e WHERE e.subject_id = r.subject_id AND e.request_id = r.request_id)
      AND NOT EXISTS (SELECT FROM erased_subject e WHERE e.subject_id = r.subject_id)
    LIMIT p_most FOR UPDATE OF t));
  GET DIAGNOSTICS deleted = ROW_COUNT;
  PERFORM set_config('app.reach', reach, true);
  RETURN deleted;
END $$;
--> statement-breakpoint
-- Consent: whether a decided request blocks the subject's data. Runs with the rights and the reach of the caller.
CREATE FUNCTION is_blocked(p_subject uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM processing_restriction r
    WHERE r.subject_id = p_subject AND r.blocking AND r.lifted_at IS NULL)
$$;
--> statement-breakpoint
-- Audit: destroys the records of the leaves before p_until and their salts; the hashes stay. Never a record younger than three
-- years, whatever the caller asks: the role of the app cannot delete from the log in any other way. Returns how many.
CREATE FUNCTION destroy_audit_records(p_until bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  reach text := coalesce(current_setting('app.reach', true), '');
  destroyed int;
BEGIN
  PERFORM set_config('app.reach', 'all', true);
  IF EXISTS (SELECT FROM audit_leaf l JOIN audit_event e USING (audit_id)
      WHERE l.leaf_index < p_until AND e.at > now() - interval '3 years') THEN
    RAISE EXCEPTION 'a record of the audit log is destroyed only when its term is over';
  END IF;
  DELETE FROM audit_event e USING audit_leaf l WHERE l.audit_id = e.audit_id AND l.leaf_index < p_until;
  GET DIAGNOSTICS destroyed = ROW_COUNT;
  UPDATE audit_leaf SET audit_id = NULL, salt = NULL WHERE leaf_index < p_until AND audit_id IS NOT NULL;
  PERFORM set_config('app.reach', reach, true);
  RETURN destroyed;
END $$;
