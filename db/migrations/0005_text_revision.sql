-- The writer of the consent ledger keeps consent texts and policy versions in memory. Each of its transactions compares this
-- number, which counts every change of them.
INSERT INTO text_revision DEFAULT VALUES;
--> statement-breakpoint
-- With the rights of the owner: the role of the app adds versions, but never writes this number itself.
CREATE FUNCTION count_text_revision() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE text_revision SET revision = revision + 1;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER consent_text_revision AFTER INSERT OR UPDATE OR DELETE ON consent_text
  FOR EACH STATEMENT EXECUTE FUNCTION count_text_revision();
--> statement-breakpoint
CREATE TRIGGER policy_version_revision AFTER INSERT OR UPDATE OR DELETE ON policy_version
  FOR EACH STATEMENT EXECUTE FUNCTION count_text_revision();
