-- Rows that changed since a backup are found by the number of the transaction that wrote them (`xmin`). A deleted row leaves no
-- trace, so triggers note its key. With the rights of the owner: nobody else writes here. `create-backup` deletes what is older
-- than the newest backup.
ALTER TABLE deleted_row ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY reach ON deleted_row USING (current_setting('app.reach', true) = 'all');
--> statement-breakpoint
CREATE POLICY note ON deleted_row FOR INSERT WITH CHECK (true);
--> statement-breakpoint
-- The arguments are the columns of the primary key.
CREATE FUNCTION note_deleted_rows() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('INSERT INTO public.deleted_row (schema_name, table_name, key) SELECT %L, %L, jsonb_build_object(%s) FROM gone',
    TG_TABLE_SCHEMA, TG_TABLE_NAME, (SELECT string_agg(format('%L, %I', name, name), ', ') FROM unnest(TG_ARGV) AS a (name)));
  RETURN NULL;
END $$;
--> statement-breakpoint
-- A row that gets another key is gone under the old one.
CREATE FUNCTION note_changed_key() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO public.deleted_row (schema_name, table_name, key)
    SELECT TG_TABLE_SCHEMA, TG_TABLE_NAME, jsonb_object_agg(name, to_jsonb(OLD) -> name) FROM unnest(TG_ARGV) AS a (name);
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Every table with a primary key. Not the notes themselves, not what is in no backup, and not the outbox: each choice adds a row and
-- deletes it, so it is small and goes into the archive whole.
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT c.oid::regclass AS name, string_agg(quote_literal(a.attname), ', ' ORDER BY k.place) AS arguments,
      string_agg(quote_ident(a.attname), ', ' ORDER BY k.place) AS columns,
      string_agg(format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', a.attname), ' OR ') AS differs
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
    WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'keystore'::regnamespace)
      AND c.relname NOT IN ('deleted_row', 'allowed_decision', 'consent_outbox')
    GROUP BY c.oid
  LOOP
    EXECUTE format('CREATE TRIGGER note_deleted_rows AFTER DELETE ON %s REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_rows(%s)', one.name, one.arguments);
    EXECUTE format('CREATE TRIGGER note_changed_key AFTER UPDATE OF %s ON %s
      FOR EACH ROW WHEN (%s) EXECUTE FUNCTION note_changed_key(%s)', one.columns, one.name, one.differs, one.arguments);
  END LOOP;
END $$;
