-- Row-level security: the second check, should a query lack its filter. Each transaction says in the setting `app.subject`
-- which data subject acts, or in `app.reach` that it may see everybody's rows ('all': staff, programs and the portal itself).
-- With neither it sees no row. `app.actor` says who acts, as the audit log names it. `domain/access/context.ts` decides all
-- three, `db/transaction.ts` sends them with BEGIN. FORCE binds the owner of the tables as well: migrations, tests and
-- functions with the rights of the owner say how far they reach, too.
--
-- What a law keeps of a person who was erased has one more policy, for the role of the app: `lockErased` in `db/grants.ts`.
--
-- A new table: add its name to one of the two lists. A table that only the portal and staff use goes into the second.

-- A subject sees their own rows. The condition is a range, from the subject to the subject or over all ids: PostgreSQL cannot look up
-- `reach = 'all' OR subject_id = …` in an index, and would read the whole table for one person
-- (`docs/decisions/072-a-million-people.md`).
DO $$
DECLARE
  name text;
  bound text := $bound$CASE WHEN current_setting('app.reach', true) = 'all' THEN %L
    ELSE nullif(current_setting('app.subject', true), '') END::uuid$bound$;
  own text := 'subject_id >= ' || format(bound, '00000000-0000-0000-0000-000000000000')
    || ' AND subject_id <= ' || format(bound, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
BEGIN
  FOREACH name IN ARRAY ARRAY[
    -- people
    'public.subject', 'public.erased_subject', 'public.subject_session', 'public.external_account', 'public.email_change',
    'public.sign_in_notice',
    'public.minor', 'public.representative_invitation', 'public.representation', 'public.representative_of',
    'keystore.subject_key',
    -- consent
    'public.consent_head', 'public.consent_event', 'public.consent_state', 'public.choice_reply', 'public.consent_outbox',
    'public.allowed_decision', 'public.unsubscribe_link', 'public.processing_restriction', 'public.processing_objection',
    -- requests
    'public.request', 'public.request_step', 'public.request_message', 'public.request_attachment',
    'public.access_report',
    -- fulfilment
    'public.erasure_run', 'public.erasure_item', 'public.source_change', 'public.recipient_notice',
    'public.data_package', 'public.data_package_item',
    -- incidents
    'public.incident_person',
    -- integrations
    'public.webhook_delivery'
  ]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY reach ON %s USING (%s)', name, own);
  END LOOP;
END $$;
--> statement-breakpoint
-- Only staff and the portal itself: a subject sees none of these rows, not even those about them.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    -- staff
    'public.staff_member', 'public.staff_role', 'public.staff_session', 'public.staff_invitation',
    'public.staff_passkey', 'public.passkey_challenge', 'public.staff_clearance', 'public.staff_reminder',
    'public.access_review', 'public.access_review_decision', 'public.reading_alert',
    -- requests: notes of staff, requests that are not verified, sessions of one request, contacts that staff revealed
    'public.request_note', 'public.unverified_request', 'public.visitor_session', 'public.request_reveal',
    -- fulfilment: requests to other systems, whether they are well, and statistics of the platform
    'public.source_call', 'public.source_state', 'public.usage_run', 'public.usage_count',
    -- incidents
    'public.incident', 'public.incident_step',
    -- integrations
    'public.api_key', 'public.webhook_endpoint', 'public.undelivered_mail',
    -- lookups: people that staff found
    'public.person_lookup',
    -- policy: the version that is being written
    'public.policy_draft', 'public.policy_draft_item',
    -- assurance: audits, their reports and what they found, audit kits, subprocessors
    'public.security_audit', 'public.audit_report', 'public.audit_finding', 'public.audit_kit',
    'public.subprocessor_entry',
    -- audit: the salts of leaves
    'public.audit_leaf'
  ]
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format($policy$CREATE POLICY reach ON %s USING (current_setting('app.reach', true) = 'all')$policy$, name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A subject reaches the proofs that they asked for: a change of address begins while they are signed in. Proofs of addresses without
-- an account count as those of the highest id, which no person has; `verification_reach` is the index of this expression.
ALTER TABLE verification ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY reach ON verification USING (
  coalesce(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') >= CASE WHEN current_setting('app.reach', true) = 'all'
    THEN '00000000-0000-0000-0000-000000000000' ELSE nullif(current_setting('app.subject', true), '') END::uuid
  AND coalesce(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') <= CASE WHEN current_setting('app.reach', true) = 'all'
    THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff' ELSE nullif(current_setting('app.subject', true), '') END::uuid);
--> statement-breakpoint
-- The audit log. Everybody writes to it and only a transaction that reaches everybody's rows reads it. A record names who acts
-- in its transaction; the portal itself (`system:…`) also names others, since it is the portal that finds out who they are.
-- The role of the app cannot set the time of a record: `db/grants.ts` leaves out that column.
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY read ON audit_event FOR SELECT USING (current_setting('app.reach', true) = 'all');
--> statement-breakpoint
CREATE POLICY append ON audit_event FOR INSERT WITH CHECK (
  (current_setting('app.actor', true) = actor_kind || ':' || coalesce(actor_id, '')
    OR current_setting('app.actor', true) LIKE 'system:%')
  AND (current_setting('app.reach', true) = 'all' OR subject_id IS NULL
    OR subject_id = nullif(current_setting('app.subject', true), '')::uuid));
--> statement-breakpoint
-- Only the owner has the right to, in `destroy_audit_records`: when the term of records is over.
CREATE POLICY destroy ON audit_event FOR DELETE USING (current_setting('app.reach', true) = 'all');
--> statement-breakpoint
-- No role has the right to but the owner, who dates the sample's records back.
CREATE POLICY correct ON audit_event FOR UPDATE USING (current_setting('app.reach', true) = 'all');
