-- Reach of the tables of staff, and the one read that every page of theirs begins with.

-- Only staff who passed `authorize`, and the portal itself, reach these rows: never a data subject, never a visitor.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['staff_member','staff_role','staff_session','staff_sign_in','staff_invitation']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY reach ON %I USING (current_setting('app.reach', true) = 'all')$p$, t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Whose session a token is, with what decides about every permission: so a role that was taken, a training that ran out
-- and a disabled account count from the next request on. Ends after 30 minutes without use, or at expires_at.
-- p_now is the portal's clock. A use is noted at most once a minute. Roles are joined by commas.
CREATE FUNCTION read_staff_session(p_token_hash bytea, p_now timestamptz)
RETURNS TABLE (staff_id uuid, locale text, roles text, nda_signed_on text, training_done_on text,
  sudo_until timestamptz, expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH found AS (
    SELECT s.staff_id, m.locale, m.nda_signed_on, m.training_done_on, s.sudo_until, s.expires_at, s.seen_at
    FROM staff_session s JOIN staff_member m ON m.staff_id = s.staff_id
    WHERE s.token_hash = p_token_hash AND m.status = 'active'
      AND s.expires_at > p_now AND s.seen_at > p_now - interval '30 minutes'
  ), seen AS (
    UPDATE staff_session t SET seen_at = p_now FROM found f
    WHERE t.staff_id = f.staff_id AND t.token_hash = p_token_hash AND f.seen_at < p_now - interval '1 minute'
  ), seen_member AS (
    UPDATE staff_member m SET seen_at = p_now FROM found f
    WHERE m.staff_id = f.staff_id AND f.seen_at < p_now - interval '1 minute'
  )
  SELECT f.staff_id, f.locale,
    coalesce((SELECT string_agg(r.role, ',' ORDER BY r.role) FROM staff_role r WHERE r.staff_id = f.staff_id), ''),
    f.nda_signed_on::text, f.training_done_on::text, f.sudo_until, f.expires_at
  FROM found f;
$$;
