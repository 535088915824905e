-- The lifecycle of a request, checked by the database as well as by `domain/requests/rules/lifecycle.ts`.

-- Every change of status that is allowed. A test compares this list with the one of the rules.
CREATE FUNCTION request_transitions() RETURNS TABLE (from_status text, to_status text) LANGUAGE sql IMMUTABLE AS $$
  VALUES ('awaiting-verification', 'received'), ('awaiting-verification', 'lapsed'), ('awaiting-verification', 'refused'),
    ('awaiting-verification', 'cancelled'), ('received', 'in-progress'), ('received', 'cancelled'),
    ('in-progress', 'in-progress'), ('in-progress', 'awaiting-person'), ('in-progress', 'awaiting-approval'),
    ('in-progress', 'fulfilled'), ('in-progress', 'refused'), ('in-progress', 'cancelled'),
    ('awaiting-person', 'in-progress'), ('awaiting-person', 'cancelled'),
    ('awaiting-approval', 'in-progress'), ('awaiting-approval', 'cancelled')
$$;
--> statement-breakpoint
-- The subject, the reference and the kind of a request never change. Nor does the time of receipt, unless staff typed it and the
-- request is open. The status changes only as listed.
CREATE FUNCTION refuse_illegal_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status NOT IN ('awaiting-verification', 'received') THEN
      RAISE EXCEPTION 'a request cannot begin as %', NEW.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.subject_id, NEW.request_id, NEW.reference, NEW.kind, NEW.variant)
    IS DISTINCT FROM (OLD.subject_id, OLD.request_id, OLD.reference, OLD.kind, OLD.variant)
    OR (NEW.received_at <> OLD.received_at
      AND (OLD.channel NOT IN ('phone', 'letter', 'visit') OR OLD.closed_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'what request % is cannot be changed', OLD.reference USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM public.request_transitions() t
      WHERE t.from_status = OLD.status AND t.to_status = NEW.status) THEN
    RAISE EXCEPTION 'a request cannot go from % to %', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.closed_at IS NOT NULL) <> (NEW.status IN ('fulfilled', 'refused', 'cancelled', 'lapsed')) THEN
    RAISE EXCEPTION 'request % is closed when its status is', OLD.reference USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER request_status BEFORE INSERT OR UPDATE ON request
  FOR EACH ROW EXECUTE FUNCTION refuse_illegal_status();
--> statement-breakpoint
-- Ciphertext cannot be compressed, and PostgreSQL spends a second on each large file if it may try.
ALTER TABLE request_attachment ALTER COLUMN content_sealed SET STORAGE EXTERNAL;
