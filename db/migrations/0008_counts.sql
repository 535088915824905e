-- Counts for statistics. Of requests: kept by triggers, in the transaction of the request. Of choices: added when events leave the
-- outbox (`domain/consent/counts/count-events.ts`); only what is deleted from the ledger is taken off here.

-- What a request counts as, whatever the time is: one that is open after its term is late for a reader of the counts.
CREATE FUNCTION request_count_state(status text, closed_at timestamptz, due_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN closed_at IS NULL THEN 'open' WHEN closed_at > due_at THEN 'late'
    WHEN status IN ('cancelled', 'lapsed') THEN 'cancelled' ELSE 'in-time' END
$$;
--> statement-breakpoint
-- Adds the rows of one table of a statement, or takes them off. In the order of the key, so that two writers cannot block each other.
CREATE FUNCTION count_requests() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO request_count AS c (day, kind, state, shard, amount)
      SELECT (due_at AT TIME ZONE 'Asia/Almaty')::date, kind, request_count_state(status, closed_at, due_at), pg_backend_pid() % 16, count(*)
        FROM after WHERE due_at IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ON CONFLICT (day, kind, state, shard) DO UPDATE SET amount = c.amount + excluded.amount;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO request_count AS c (day, kind, state, shard, amount)
      SELECT (due_at AT TIME ZONE 'Asia/Almaty')::date, kind, request_count_state(status, closed_at, due_at), pg_backend_pid() % 16, -count(*)
        FROM before WHERE due_at IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ON CONFLICT (day, kind, state, shard) DO UPDATE SET amount = c.amount + excluded.amount;
  ELSE
    INSERT INTO request_count AS c (day, kind, state, shard, amount)
      SELECT day, kind, state, pg_backend_pid() % 16, sum(one) FROM (
        SELECT (due_at AT TIME ZONE 'Asia/Almaty')::date AS day, kind, request_count_state(status, closed_at, due_at) AS state, 1 AS one
          FROM after WHERE due_at IS NOT NULL
        UNION ALL
        SELECT (due_at AT TIME ZONE 'Asia/Almaty')::date, kind, request_count_state(status, closed_at, due_at), -1
          FROM before WHERE due_at IS NOT NULL
      ) AS changes GROUP BY 1, 2, 3 HAVING sum(one) <> 0 ORDER BY 1, 2, 3
      ON CONFLICT (day, kind, state, shard) DO UPDATE SET amount = c.amount + excluded.amount;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER count_inserted_requests AFTER INSERT ON request REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION count_requests();
--> statement-breakpoint
CREATE TRIGGER count_updated_requests AFTER UPDATE ON request REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION count_requests();
--> statement-breakpoint
CREATE TRIGGER count_deleted_requests AFTER DELETE ON request REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION count_requests();
--> statement-breakpoint
-- An event that is still in the outbox was not counted.
CREATE FUNCTION uncount_events() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO consent_count AS c (day, purpose, topic, channel, locale, decision, amount)
    SELECT (coalesce(given_at, recorded_at) AT TIME ZONE 'Asia/Almaty')::date, purpose, topic, channel, locale, decision, -count(*)
      FROM gone g WHERE NOT EXISTS (SELECT FROM consent_outbox o
        WHERE o.subject_id = g.subject_id AND g.seq BETWEEN o.first_seq AND o.last_seq)
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (day, purpose, topic, channel, locale, decision) DO UPDATE SET amount = c.amount + excluded.amount;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER uncount_events AFTER DELETE ON consent_event REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION uncount_events();
