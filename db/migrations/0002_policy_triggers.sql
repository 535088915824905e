-- A published policy version never changes, nor do its texts, parts and clauses, for any role.

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
