CREATE SCHEMA "keystore";
--> statement-breakpoint
CREATE TABLE "verification" (
	"verification_id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"account_id" uuid,
	"resource_id" uuid,
	"address_index" "bytea" NOT NULL,
	"link_hash" "bytea",
	"code_hash" "bytea",
	"browser_hash" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"locale" text NOT NULL,
	"return_to" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_finding" (
	"finding_id" uuid PRIMARY KEY NOT NULL,
	"audit_id" uuid NOT NULL,
	"title" text NOT NULL,
	"severity" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"measure" text,
	"closed_by" uuid,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_kit" (
	"kit_id" uuid PRIMARY KEY NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"draw_day" date NOT NULL,
	"locale" text NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"size" bigint,
	"sha256" "bytea",
	"counts" jsonb,
	"made_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "audit_report" (
	"audit_id" uuid PRIMARY KEY NOT NULL,
	"sha256" "bytea" NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"content_sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence_measurement" (
	"evidence" text NOT NULL,
	"measured_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"period_from" timestamp (3) with time zone,
	"figures" jsonb NOT NULL,
	"sha256" "bytea" NOT NULL,
	CONSTRAINT "evidence_measurement_evidence_measured_at_pk" PRIMARY KEY("evidence","measured_at")
);
--> statement-breakpoint
CREATE TABLE "security_audit" (
	"audit_id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"scope" text NOT NULL,
	"performer" text NOT NULL,
	"planned_on" date NOT NULL,
	"planned_by" uuid NOT NULL,
	"planned_at" timestamp (3) with time zone NOT NULL,
	"done_on" date,
	"report_name" text,
	"recorded_by" uuid,
	"recorded_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"cancelled_by" uuid
);
--> statement-breakpoint
CREATE TABLE "subprocessor_entry" (
	"entry_id" uuid PRIMARY KEY NOT NULL,
	"subprocessor_id" uuid NOT NULL,
	"entry" text NOT NULL,
	"effective_on" date NOT NULL,
	"name" jsonb NOT NULL,
	"country" text NOT NULL,
	"service" jsonb NOT NULL,
	"categories" text[] NOT NULL,
	"since" date NOT NULL,
	"transfer_basis" text NOT NULL,
	"agreement_name" text,
	"agreement_sha256" "bytea",
	"agreement_on" date,
	"agreement_ends_on" date,
	"recorded_by" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoint" (
	"log_number" integer NOT NULL,
	"size" bigint NOT NULL,
	"note" text NOT NULL,
	"last_xid" "xid8" NOT NULL,
	"last_audit_id" uuid NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_checkpoint_log_number_size_pk" PRIMARY KEY("log_number","size")
);
--> statement-breakpoint
CREATE TABLE "audit_cosignature" (
	"log_number" integer NOT NULL,
	"size" bigint NOT NULL,
	"witness" text NOT NULL,
	"line" text NOT NULL,
	"cosigned_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_cosignature_log_number_size_witness_pk" PRIMARY KEY("log_number","size","witness")
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"audit_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone DEFAULT clock_timestamp() NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"subject_id" uuid,
	"resource" text,
	"reason" text,
	"fields" text[] DEFAULT '{}'::text[] NOT NULL,
	"request_id" text
);
--> statement-breakpoint
CREATE TABLE "audit_leaf" (
	"leaf_index" bigint PRIMARY KEY NOT NULL,
	"leaf_hash" "bytea" NOT NULL,
	"audit_id" uuid,
	"salt" "bytea",
	CONSTRAINT "audit_leaf_audit_id" UNIQUE("audit_id")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"log_number" integer PRIMARY KEY NOT NULL,
	"origin" text NOT NULL,
	"verifier_key" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"first_size" bigint NOT NULL,
	"broken_checkpoint" text
);
--> statement-breakpoint
CREATE TABLE "audit_tile_hash" (
	"level" smallint NOT NULL,
	"hash_index" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_tile_hash_level_hash_index_pk" PRIMARY KEY("level","hash_index")
);
--> statement-breakpoint
CREATE TABLE "backup" (
	"backup_id" uuid PRIMARY KEY NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"folder" text NOT NULL,
	"country" text NOT NULL,
	"bytes" bigint NOT NULL,
	"keystore_bytes" bigint NOT NULL,
	"tables" integer NOT NULL,
	"rows" bigint NOT NULL,
	"recipients" integer NOT NULL,
	"took_ms" integer NOT NULL,
	"horizon" "xid8" NOT NULL,
	"origin" text NOT NULL,
	"data_sums" "bytea" NOT NULL,
	"keystore_sums" "bytea" NOT NULL,
	CONSTRAINT "backup_made_at_unique" UNIQUE("made_at")
);
--> statement-breakpoint
CREATE TABLE "backup_bucket" (
	"id" integer PRIMARY KEY NOT NULL,
	"place" text,
	"country" text,
	"tried_at" timestamp (3) with time zone NOT NULL,
	"succeeded_at" timestamp (3) with time zone,
	"archives" integer,
	"failure" text,
	"reason" text,
	"drilled_at" timestamp (3) with time zone,
	"drill_result" text
);
--> statement-breakpoint
CREATE TABLE "backup_changes" (
	"changes_id" uuid PRIMARY KEY NOT NULL,
	"backup_id" uuid NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"folder" text NOT NULL,
	"bytes" bigint NOT NULL,
	"keystore_bytes" bigint NOT NULL,
	"rows" bigint NOT NULL,
	"took_ms" integer NOT NULL,
	CONSTRAINT "backup_changes_made_at_unique" UNIQUE("made_at")
);
--> statement-breakpoint
CREATE TABLE "backup_drill" (
	"drill_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"archive" text,
	"made_at" timestamp (3) with time zone,
	"changes_made_at" timestamp (3) with time zone,
	"result" text NOT NULL,
	"tables" integer NOT NULL,
	"rows" bigint NOT NULL,
	"log_records" bigint NOT NULL,
	"took_ms" integer NOT NULL,
	"boot" text
);
--> statement-breakpoint
CREATE TABLE "deleted_row" (
	"deleted_row_id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deleted_row_deleted_row_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"schema_name" text NOT NULL,
	"table_name" text NOT NULL,
	"key" jsonb NOT NULL,
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "allowed_decision" (
	"subject_id" uuid NOT NULL,
	"day" timestamp (3) with time zone NOT NULL,
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"amount" integer NOT NULL,
	CONSTRAINT "allowed_decision_subject_id_day_purpose_topic_channel_pk" PRIMARY KEY("subject_id","day","purpose","topic","channel")
);
--> statement-breakpoint
CREATE TABLE "choice_reply" (
	"subject_id" uuid NOT NULL,
	"idempotency_key" text NOT NULL,
	"body_sha256" "bytea" NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "choice_reply_subject_id_idempotency_key_pk" PRIMARY KEY("subject_id","idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "consent_catalogue" (
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"position" integer NOT NULL,
	"message_class" text,
	"added_in" integer NOT NULL,
	"retired_in" integer,
	CONSTRAINT "consent_catalogue_purpose_topic_pk" PRIMARY KEY("purpose","topic")
);
--> statement-breakpoint
CREATE TABLE "consent_count" (
	"day" date NOT NULL,
	"purpose" text NOT NULL,
	"topic" text NOT NULL,
	"channel" text NOT NULL,
	"locale" text NOT NULL,
	"decision" text NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "consent_count_day_purpose_topic_channel_locale_decision_pk" PRIMARY KEY("day","purpose","topic","channel","locale","decision")
);
--> statement-breakpoint
CREATE TABLE "consent_event" (
	"subject_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"event_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"decision" text NOT NULL,
	"policy_version" integer NOT NULL,
	"text_version" integer NOT NULL,
	"text_sha256" "bytea" NOT NULL,
	"locale" text NOT NULL,
	"origin" text NOT NULL,
	"signal" text DEFAULT '' NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"idempotency_key" text,
	"body_sha256" "bytea",
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"given_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"unknown_citation" jsonb,
	CONSTRAINT "consent_event_subject_id_seq_pk" PRIMARY KEY("subject_id","seq")
);
--> statement-breakpoint
CREATE TABLE "consent_head" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"last_seq" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent_outbox" (
	"subject_id" uuid NOT NULL,
	"first_seq" integer NOT NULL,
	"last_seq" integer NOT NULL,
	CONSTRAINT "consent_outbox_subject_id_first_seq_pk" PRIMARY KEY("subject_id","first_seq")
);
--> statement-breakpoint
CREATE TABLE "consent_state" (
	"subject_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"decision" text NOT NULL,
	"seq" integer NOT NULL,
	"policy_version" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"signal" text DEFAULT '' NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"reminded_at" timestamp (3) with time zone,
	CONSTRAINT "consent_state_subject_id_purpose_topic_channel_pk" PRIMARY KEY("subject_id","purpose","topic","channel")
);
--> statement-breakpoint
CREATE TABLE "consent_text" (
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"locale" text NOT NULL,
	"version" integer NOT NULL,
	"words" jsonb NOT NULL,
	"sha256" "bytea" NOT NULL,
	"term_months" integer,
	"first_shown_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consent_text_purpose_topic_locale_version_pk" PRIMARY KEY("purpose","topic","locale","version")
);
--> statement-breakpoint
CREATE TABLE "consent_wording" (
	"version" integer NOT NULL,
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"texts" jsonb NOT NULL,
	"facts" jsonb,
	CONSTRAINT "consent_wording_version_purpose_topic_pk" PRIMARY KEY("version","purpose","topic")
);
--> statement-breakpoint
CREATE TABLE "processing_objection" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"lifted_at" timestamp (3) with time zone,
	CONSTRAINT "processing_objection_subject_id_request_id_pk" PRIMARY KEY("subject_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "processing_restriction" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"blocking" boolean NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"lifted_at" timestamp (3) with time zone,
	CONSTRAINT "processing_restriction_subject_id_request_id_pk" PRIMARY KEY("subject_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "text_revision" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "unsubscribe_link" (
	"subject_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "unsubscribe_link_subject_id_purpose_topic_channel_pk" PRIMARY KEY("subject_id","purpose","topic","channel")
);
--> statement-breakpoint
CREATE TABLE "data_package" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"state" text NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"try_at" timestamp (3) with time zone NOT NULL,
	"code" text,
	"key_sealed" "bytea",
	"parts" jsonb,
	"size" bigint,
	"sha256" "bytea",
	"lock_sealed" "bytea",
	"locked" boolean DEFAULT false NOT NULL,
	"release_when_ready" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"made_at" timestamp (3) with time zone,
	"released_by" uuid,
	"released_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	CONSTRAINT "data_package_subject_id_request_id_pk" PRIMARY KEY("subject_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "data_package_item" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"item" text NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"records" integer,
	"file_name" text,
	"code" text,
	"failed_since" timestamp (3) with time zone,
	"note" text,
	"settled_by" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "data_package_item_subject_id_request_id_item_pk" PRIMARY KEY("subject_id","request_id","item")
);
--> statement-breakpoint
CREATE TABLE "erasure_item" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"item" text NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"matched" integer,
	"changed" integer,
	"left_over" integer,
	"code" text,
	"round" integer DEFAULT 0 NOT NULL,
	"failed_since" timestamp (3) with time zone,
	"note" text,
	"settled_by" uuid,
	"record" text,
	"kept_until" timestamp (3) with time zone,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "erasure_item_subject_id_request_id_item_pk" PRIMARY KEY("subject_id","request_id","item")
);
--> statement-breakpoint
CREATE TABLE "erasure_run" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"state" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"planned" jsonb NOT NULL,
	"drift" jsonb,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"try_at" timestamp (3) with time zone NOT NULL,
	"letter_sealed" "bytea",
	"external_id_sealed" "bytea",
	"certificate_hash" "bytea",
	"certificate" jsonb,
	"key_destroyed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"replayed_at" timestamp (3) with time zone,
	"kept_gone_at" timestamp (3) with time zone,
	CONSTRAINT "erasure_run_subject_id_request_id_pk" PRIMARY KEY("subject_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "recipient_notice" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"notice_id" uuid NOT NULL,
	"recipient" jsonb NOT NULL,
	"country" text NOT NULL,
	"state" text NOT NULL,
	"note" text,
	"settled_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recipient_notice_subject_id_notice_id_pk" PRIMARY KEY("subject_id","notice_id")
);
--> statement-breakpoint
CREATE TABLE "retention_result" (
	"day" date NOT NULL,
	"item" text NOT NULL,
	"deleted" integer NOT NULL,
	"overdue" integer,
	"code" text,
	"ended_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "retention_result_day_item_pk" PRIMARY KEY("day","item")
);
--> statement-breakpoint
CREATE TABLE "source_call" (
	"subject_id" uuid NOT NULL,
	"source" text NOT NULL,
	"call_id" uuid NOT NULL,
	"type" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"status" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"expected_at" timestamp (3) with time zone,
	"heard_at" timestamp (3) with time zone,
	CONSTRAINT "source_call_subject_id_source_call_id_pk" PRIMARY KEY("subject_id","source","call_id")
);
--> statement-breakpoint
CREATE TABLE "source_change" (
	"subject_id" uuid NOT NULL,
	"change_id" uuid NOT NULL,
	"request_id" uuid,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"item" text,
	"field" text,
	"values_sealed" "bytea",
	"state" text NOT NULL,
	"matched" integer,
	"changed" integer,
	"left_over" integer,
	"old_in" jsonb,
	"code" text,
	"failed_since" timestamp (3) with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"try_at" timestamp (3) with time zone NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"note" text,
	"settled_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "source_change_subject_id_change_id_pk" PRIMARY KEY("subject_id","change_id")
);
--> statement-breakpoint
CREATE TABLE "source_outage" (
	"source" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	CONSTRAINT "source_outage_source_since_pk" PRIMARY KEY("source","since")
);
--> statement-breakpoint
CREATE TABLE "source_state" (
	"source" text PRIMARY KEY NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"code" text,
	"detail" text,
	"tries" integer NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"next_try_at" timestamp (3) with time zone NOT NULL,
	"canary_at" timestamp (3) with time zone,
	"canary_step" text,
	"canary_code" text
);
--> statement-breakpoint
CREATE TABLE "usage_count" (
	"statistic" text NOT NULL,
	"measure" text NOT NULL,
	"group_key" text NOT NULL,
	"month" text NOT NULL,
	"people" integer,
	"average" real,
	CONSTRAINT "usage_count_statistic_measure_group_key_month_pk" PRIMARY KEY("statistic","measure","group_key","month")
);
--> statement-breakpoint
CREATE TABLE "usage_run" (
	"statistic" text PRIMARY KEY NOT NULL,
	"counted_at" timestamp (3) with time zone,
	"people" integer NOT NULL,
	"tried_at" timestamp (3) with time zone NOT NULL,
	"without" integer NOT NULL,
	"different" integer NOT NULL,
	"cells_sha256" "bytea",
	"groups" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident" (
	"incident_id" uuid PRIMARY KEY NOT NULL,
	"reference" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"opened_by" uuid NOT NULL,
	"noticed_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"authority" text NOT NULL,
	"authority_at" timestamp (3) with time zone,
	"subjects" text NOT NULL,
	"subjects_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"people" integer,
	"last_seq" integer NOT NULL,
	"warned_at" timestamp (3) with time zone,
	"passed_told_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "incident_person" (
	"subject_id" uuid NOT NULL,
	"incident_id" uuid NOT NULL,
	"listed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "incident_person_subject_id_incident_id_pk" PRIMARY KEY("subject_id","incident_id")
);
--> statement-breakpoint
CREATE TABLE "incident_step" (
	"incident_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"step" text NOT NULL,
	"duty" text,
	"staff_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"text_sealed" "bytea",
	CONSTRAINT "incident_step_incident_id_seq_pk" PRIMARY KEY("incident_id","seq")
);
--> statement-breakpoint
CREATE TABLE "installation_fact" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "page_snapshot" (
	"build_id" text NOT NULL,
	"path" text NOT NULL,
	"html" text NOT NULL,
	"csp" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"rendered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "page_snapshot_build_id_path_pk" PRIMARY KEY("build_id","path")
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "api_key" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"calls_per_minute" integer NOT NULL,
	"created_by_kind" text NOT NULL,
	"created_by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "decision_count" (
	"hour" timestamp (3) with time zone NOT NULL,
	"key_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"allowed" boolean NOT NULL,
	"reason" text NOT NULL,
	"asked" bigint NOT NULL,
	CONSTRAINT "decision_count_hour_key_id_purpose_topic_channel_allowed_reason_pk" PRIMARY KEY("hour","key_id","purpose","topic","channel","allowed","reason")
);
--> statement-breakpoint
CREATE TABLE "mail_count" (
	"day" date NOT NULL,
	"task" text NOT NULL,
	"outcome" text NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "mail_count_day_task_outcome_pk" PRIMARY KEY("day","task","outcome")
);
--> statement-breakpoint
CREATE TABLE "undelivered_mail" (
	"mail_id" uuid PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"code" text NOT NULL,
	"tries" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_tried_at" timestamp (3) with time zone NOT NULL,
	"next_try_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"subject_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"event" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_attempt_at" timestamp (3) with time zone,
	"last_outcome" text,
	"not_before" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"dead_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_delivery_subject_id_endpoint_id_delivery_id_pk" PRIMARY KEY("subject_id","endpoint_id","delivery_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoint" (
	"endpoint_id" uuid PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"events" text[] NOT NULL,
	"secret_sealed" "bytea" NOT NULL,
	"created_by_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"disabled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "person_lookup" (
	"subject_id" uuid NOT NULL,
	"lookup_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"found_by" text NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"reason" text,
	"revealed_until" timestamp (3) with time zone,
	CONSTRAINT "person_lookup_subject_id_lookup_id_pk" PRIMARY KEY("subject_id","lookup_id")
);
--> statement-breakpoint
CREATE TABLE "email_change" (
	"subject_id" uuid NOT NULL,
	"change_id" uuid NOT NULL,
	"new_email_sealed" "bytea" NOT NULL,
	"new_email_index" "bytea" NOT NULL,
	"old_email_sealed" "bytea",
	"old_confirmed_at" timestamp (3) with time zone,
	"new_confirmed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "email_change_subject_id_change_id_pk" PRIMARY KEY("subject_id","change_id")
);
--> statement-breakpoint
CREATE TABLE "erased_subject" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"erased_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "external_account" (
	"subject_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"account_index" "bytea" NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "external_account_subject_id_provider_pk" PRIMARY KEY("subject_id","provider")
);
--> statement-breakpoint
CREATE TABLE "master_key" (
	"version" integer PRIMARY KEY NOT NULL,
	"key_id" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"rewrapped_at" timestamp (3) with time zone,
	"destroyed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "minor" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"adult_on" date NOT NULL,
	"asked" jsonb NOT NULL,
	"declared_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "representation" (
	"subject_id" uuid NOT NULL,
	"representation_id" uuid NOT NULL,
	"capacity" text NOT NULL,
	"verified_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended" text,
	CONSTRAINT "representation_subject_id_representation_id_pk" PRIMARY KEY("subject_id","representation_id")
);
--> statement-breakpoint
CREATE TABLE "representative_invitation" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"invitation_id" uuid NOT NULL,
	"email_sealed" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "representative_of" (
	"subject_id" uuid NOT NULL,
	"representation_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "representative_of_subject_id_representation_id_pk" PRIMARY KEY("subject_id","representation_id")
);
--> statement-breakpoint
CREATE TABLE "sign_in_notice" (
	"subject_id" uuid NOT NULL,
	"notice_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"refused_at" timestamp (3) with time zone,
	CONSTRAINT "sign_in_notice_subject_id_notice_id_pk" PRIMARY KEY("subject_id","notice_id")
);
--> statement-breakpoint
CREATE TABLE "subject" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"external_id" text,
	"source" text NOT NULL,
	"locale" text NOT NULL,
	"email_sealed" "bytea",
	"email_index" "bytea",
	"name_sealed" "bytea",
	"phone_sealed" "bytea",
	"welcomed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "subject_external_id_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "keystore"."subject_key" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"master_version" integer NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subject_session" (
	"subject_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"method" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "subject_session_subject_id_token_hash_pk" PRIMARY KEY("subject_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "operator_record" (
	"version" integer PRIMARY KEY NOT NULL,
	"sha256" "bytea" NOT NULL,
	"operator" jsonb NOT NULL,
	"first_used_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_clause" (
	"version" integer NOT NULL,
	"clause_id" text NOT NULL,
	"locale" text NOT NULL,
	"part_id" text NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "policy_clause_version_clause_id_locale_pk" PRIMARY KEY("version","clause_id","locale")
);
--> statement-breakpoint
CREATE TABLE "policy_draft" (
	"version" integer PRIMARY KEY NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"change" text,
	"material" boolean DEFAULT false NOT NULL,
	"purposes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"summary" jsonb NOT NULL,
	"effective_on" date,
	"approvals" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"proposed_by" uuid,
	"proposed_at" timestamp (3) with time zone,
	"delay_ends_at" timestamp (3) with time zone,
	"origin" text DEFAULT 'in-force' NOT NULL,
	"document_date" date,
	"imported_files" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"unplaced" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"wordings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"impact" jsonb,
	"approved_by" uuid,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "policy_draft_item" (
	"version" integer NOT NULL,
	"item" text NOT NULL,
	"position" integer NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"texts" jsonb NOT NULL,
	"changed_by" uuid,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_draft_item_version_item_pk" PRIMARY KEY("version","item")
);
--> statement-breakpoint
CREATE TABLE "policy_part" (
	"version" integer NOT NULL,
	"part_id" text NOT NULL,
	"locale" text NOT NULL,
	"position" integer NOT NULL,
	"title" text NOT NULL,
	CONSTRAINT "policy_part_version_part_id_locale_pk" PRIMARY KEY("version","part_id","locale")
);
--> statement-breakpoint
CREATE TABLE "policy_text" (
	"version" integer NOT NULL,
	"locale" text NOT NULL,
	"title" text NOT NULL,
	"introduction" text NOT NULL,
	CONSTRAINT "policy_text_version_locale_pk" PRIMARY KEY("version","locale")
);
--> statement-breakpoint
CREATE TABLE "policy_version" (
	"version" integer PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"last_updated_on" date NOT NULL,
	"effective_on" date,
	"material" boolean NOT NULL,
	"change" text DEFAULT 'words' NOT NULL,
	"purposes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"wording" text DEFAULT 'portal' NOT NULL,
	"summary" jsonb NOT NULL,
	"sha256" "bytea",
	"approved_by" text,
	"published_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "access_report" (
	"subject_id" uuid NOT NULL,
	"audit_id" uuid NOT NULL,
	"locale" text NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"finding" text,
	"answer_sealed" "bytea",
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "access_report_subject_id_audit_id_pk" PRIMARY KEY("subject_id","audit_id")
);
--> statement-breakpoint
CREATE TABLE "calendar_day" (
	"date" date PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"holiday" text,
	"state" text NOT NULL,
	"source" text NOT NULL,
	"changed_by" uuid,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"kind" text NOT NULL,
	"variant" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"channel" text NOT NULL,
	"locale" text NOT NULL,
	"corrects" text,
	"details_sealed" "bytea",
	"filed_by_kind" text NOT NULL,
	"filed_by_id" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"law_due_at" timestamp (3) with time zone,
	"policy_due_at" timestamp (3) with time zone,
	"queue_at" timestamp (3) with time zone GENERATED ALWAYS AS (coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)) STORED NOT NULL,
	"assigned_to" uuid,
	"queue_assignee" uuid GENERATED ALWAYS AS (coalesce(assigned_to, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) STORED NOT NULL,
	"person_wrote_at" timestamp (3) with time zone,
	"staff_opened_at" timestamp (3) with time zone,
	"decision" text,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"approval_delay_ends_at" timestamp (3) with time zone,
	"executing_since" timestamp (3) with time zone,
	"refusal_code" text,
	"refusal_reason_sealed" "bytea",
	"draft_sealed" "bytea",
	"stop_hash" "bytea",
	"closed_at" timestamp (3) with time zone,
	"last_step_seq" integer DEFAULT 0 NOT NULL,
	"idempotency_key" text NOT NULL,
	"body_sha256" "bytea" NOT NULL,
	CONSTRAINT "request_subject_id_request_id_pk" PRIMARY KEY("subject_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "request_attachment" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"attachment_id" uuid NOT NULL,
	"message_id" uuid,
	"author" text NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"content_sealed" "bytea" NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_attachment_subject_id_request_id_attachment_id_pk" PRIMARY KEY("subject_id","request_id","attachment_id")
);
--> statement-breakpoint
CREATE TABLE "request_count" (
	"day" date NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"shard" smallint NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "request_count_day_kind_state_shard_pk" PRIMARY KEY("day","kind","state","shard")
);
--> statement-breakpoint
CREATE TABLE "request_message" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"author" text NOT NULL,
	"author_id" text,
	"locale" text NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_message_subject_id_request_id_message_id_pk" PRIMARY KEY("subject_id","request_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "request_note" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"note_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_note_subject_id_request_id_note_id_pk" PRIMARY KEY("subject_id","request_id","note_id")
);
--> statement-breakpoint
CREATE TABLE "request_reveal" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_reveal_subject_id_request_id_staff_id_pk" PRIMARY KEY("subject_id","request_id","staff_id")
);
--> statement-breakpoint
CREATE TABLE "request_step" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"step" text NOT NULL,
	"from_status" text,
	"to_status" text NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "request_step_subject_id_request_id_seq_pk" PRIMARY KEY("subject_id","request_id","seq")
);
--> statement-breakpoint
CREATE TABLE "unverified_request" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"kind" text NOT NULL,
	"variant" text DEFAULT '' NOT NULL,
	"locale" text NOT NULL,
	"name_sealed" "bytea" NOT NULL,
	"email_sealed" "bytea" NOT NULL,
	"email_index" "bytea" NOT NULL,
	"details_sealed" "bytea",
	"received_at" timestamp (3) with time zone NOT NULL,
	"lapses_at" timestamp (3) with time zone NOT NULL,
	"reminded_at" timestamp (3) with time zone,
	CONSTRAINT "unverified_request_subject_id_request_id_pk" PRIMARY KEY("subject_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "visitor_session" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "visitor_session_subject_id_request_id_token_hash_pk" PRIMARY KEY("subject_id","request_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "access_review" (
	"period" text PRIMARY KEY NOT NULL,
	"completed_by" uuid NOT NULL,
	"completed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "access_review_decision" (
	"period" text NOT NULL,
	"staff_id" uuid NOT NULL,
	"role" text NOT NULL,
	"decision" text NOT NULL,
	"reason_sealed" "bytea" NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "access_review_decision_period_staff_id_role_pk" PRIMARY KEY("period","staff_id","role")
);
--> statement-breakpoint
CREATE TABLE "passkey_challenge" (
	"challenge_hash" "bytea" PRIMARY KEY NOT NULL,
	"use" text NOT NULL,
	"staff_id" uuid,
	"browser_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reading_alert" (
	"alert_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"day" date NOT NULL,
	"opened" integer NOT NULL,
	"usual_own" integer NOT NULL,
	"usual_team" integer NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"finding" text,
	"answer_sealed" "bytea",
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_clearance" (
	"clearance_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"done_on" date,
	"ends_on" date,
	"sha256" "bytea",
	"media_type" text,
	"size" integer,
	"content_sealed" "bytea",
	"recorded_by" uuid,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_invitation" (
	"invitation_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"invited_by" uuid,
	"browser_hash" "bytea",
	"password_hash" text,
	"totp_sealed" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_member" (
	"staff_id" uuid PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"locale" text NOT NULL,
	"email_sealed" "bytea" NOT NULL,
	"email_index" "bytea" NOT NULL,
	"name_sealed" "bytea",
	"password_hash" text,
	"totp_sealed" "bytea",
	"totp_last_step" integer DEFAULT 0 NOT NULL,
	"links_valid_from" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_passkey" (
	"passkey_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"credential_id" "bytea" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text NOT NULL,
	"backed_up" boolean NOT NULL,
	"name_sealed" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_reminder" (
	"about" text PRIMARY KEY NOT NULL,
	"reminded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_role" (
	"staff_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_by" uuid,
	"granted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "staff_role_staff_id_role_pk" PRIMARY KEY("staff_id","role")
);
--> statement-breakpoint
CREATE TABLE "staff_session" (
	"staff_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"sudo_until" timestamp (3) with time zone,
	"by_passkey" boolean NOT NULL,
	CONSTRAINT "staff_session_staff_id_token_hash_pk" PRIMARY KEY("staff_id","token_hash")
);
--> statement-breakpoint
ALTER TABLE "audit_finding" ADD CONSTRAINT "audit_finding_audit_id_security_audit_audit_id_fk" FOREIGN KEY ("audit_id") REFERENCES "public"."security_audit"("audit_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_report" ADD CONSTRAINT "audit_report_audit_id_security_audit_audit_id_fk" FOREIGN KEY ("audit_id") REFERENCES "public"."security_audit"("audit_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "verification_link" ON "verification" USING btree ("link_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "verification_browser" ON "verification" USING btree ("browser_hash");--> statement-breakpoint
CREATE INDEX "verification_expiry" ON "verification" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "verification_resource" ON "verification" USING btree ("resource_id") WHERE resource_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "verification_open" ON "verification" USING btree ("account_id") WHERE consumed_at IS NULL;--> statement-breakpoint
CREATE INDEX "verification_reach" ON "verification" USING btree (coalesce(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid));--> statement-breakpoint
CREATE INDEX "audit_finding_of" ON "audit_finding" USING btree ("audit_id","recorded_at");--> statement-breakpoint
CREATE INDEX "audit_finding_open" ON "audit_finding" USING btree ("due_on");--> statement-breakpoint
CREATE INDEX "audit_kit_asked" ON "audit_kit" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "security_audit_done" ON "security_audit" USING btree ("kind","done_on");--> statement-breakpoint
CREATE INDEX "subprocessor_entry_of" ON "subprocessor_entry" USING btree ("subprocessor_id","effective_on");--> statement-breakpoint
CREATE INDEX "audit_event_subject" ON "audit_event" USING btree ("subject_id","audit_id");--> statement-breakpoint
CREATE INDEX "audit_event_xid" ON "audit_event" USING btree ("xid","audit_id");--> statement-breakpoint
CREATE INDEX "audit_event_at" ON "audit_event" USING btree ("at","audit_id");--> statement-breakpoint
CREATE INDEX "audit_event_subject_at" ON "audit_event" USING btree ("subject_id","at","audit_id");--> statement-breakpoint
CREATE INDEX "audit_event_actor_at" ON "audit_event" USING btree ("actor_kind","actor_id","at","audit_id");--> statement-breakpoint
CREATE INDEX "audit_event_kind_at" ON "audit_event" USING btree ("actor_kind","at","audit_id") WHERE actor_kind <> 'subject';--> statement-breakpoint
CREATE INDEX "audit_event_staff_action" ON "audit_event" USING btree ("actor_id","action","at") WHERE actor_kind = 'staff';--> statement-breakpoint
CREATE INDEX "audit_event_subject_staff" ON "audit_event" USING btree ("subject_id","audit_id") WHERE actor_kind = 'staff';--> statement-breakpoint
CREATE INDEX "audit_event_action_at" ON "audit_event" USING btree ("action","at","audit_id");--> statement-breakpoint
CREATE INDEX "audit_event_resource_at" ON "audit_event" USING btree ("resource","at","audit_id");--> statement-breakpoint
CREATE INDEX "backup_drill_at" ON "backup_drill" USING btree ("at");--> statement-breakpoint
CREATE INDEX "deleted_row_xid" ON "deleted_row" USING btree ("xid");--> statement-breakpoint
CREATE INDEX "allowed_decision_day" ON "allowed_decision" USING btree ("day");--> statement-breakpoint
CREATE INDEX "choice_reply_at" ON "choice_reply" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "consent_event_id" ON "consent_event" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "consent_event_idempotency" ON "consent_event" USING btree ("subject_id","idempotency_key") WHERE idempotency_key IS NOT NULL;--> statement-breakpoint
CREATE INDEX "consent_state_expiry" ON "consent_state" USING btree ("expires_at") WHERE expires_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "consent_text_hash" ON "consent_text" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "unsubscribe_link_token" ON "unsubscribe_link" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "data_package_due" ON "data_package" USING btree ("try_at") WHERE state IN ('collecting', 'stuck', 'releasing');--> statement-breakpoint
CREATE INDEX "data_package_request" ON "data_package" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "data_package_expiry" ON "data_package" USING btree ("expires_at") WHERE state IN ('released', 'releasing');--> statement-breakpoint
CREATE INDEX "erasure_item_kept" ON "erasure_item" USING btree ("kept_until") WHERE state = 'kept';--> statement-breakpoint
CREATE UNIQUE INDEX "erasure_run_certificate" ON "erasure_run" USING btree ("certificate_hash");--> statement-breakpoint
CREATE INDEX "erasure_run_due" ON "erasure_run" USING btree ("try_at") WHERE state IN ('waiting', 'erasing', 'stuck');--> statement-breakpoint
CREATE INDEX "erasure_run_stuck" ON "erasure_run" USING btree ("state") WHERE state IN ('stuck', 'drifted');--> statement-breakpoint
CREATE INDEX "erasure_run_letter" ON "erasure_run" USING btree ("ended_at") WHERE letter_sealed IS NOT NULL;--> statement-breakpoint
CREATE INDEX "recipient_notice_request" ON "recipient_notice" USING btree ("subject_id","request_id");--> statement-breakpoint
CREATE INDEX "recipient_notice_open" ON "recipient_notice" USING btree ("created_at") WHERE state = 'to-tell';--> statement-breakpoint
CREATE UNIQUE INDEX "source_call_id" ON "source_call" USING btree ("source","call_id");--> statement-breakpoint
CREATE INDEX "source_call_asked" ON "source_call" USING btree ("asked_at");--> statement-breakpoint
CREATE INDEX "source_change_request" ON "source_change" USING btree ("subject_id","request_id");--> statement-breakpoint
CREATE INDEX "source_change_due" ON "source_change" USING btree ("try_at","change_id") WHERE state IN ('waiting', 'failed');--> statement-breakpoint
CREATE UNIQUE INDEX "incident_reference" ON "incident" USING btree ("reference");--> statement-breakpoint
CREATE INDEX "incident_noticed" ON "incident" USING btree ("noticed_at");--> statement-breakpoint
CREATE INDEX "incident_person_incident" ON "incident_person" USING btree ("incident_id","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_token" ON "api_key" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "undelivered_mail_next" ON "undelivered_mail" USING btree ("state","next_try_at");--> statement-breakpoint
CREATE INDEX "undelivered_mail_newest" ON "undelivered_mail" USING btree ("state","last_tried_at","mail_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_dead" ON "webhook_delivery" USING btree ("endpoint_id","dead_at","delivery_id") WHERE dead_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "webhook_delivery_waiting" ON "webhook_delivery" USING btree ("subject_id","endpoint_id","delivery_id") WHERE delivered_at IS NULL AND dead_at IS NULL;--> statement-breakpoint
CREATE INDEX "webhook_delivery_backlog" ON "webhook_delivery" USING btree ("endpoint_id") WHERE delivered_at IS NULL AND dead_at IS NULL;--> statement-breakpoint
CREATE INDEX "webhook_delivery_recent" ON "webhook_delivery" USING btree ("endpoint_id","created_at","delivery_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_endpoint_url" ON "webhook_endpoint" USING btree ("url") WHERE "webhook_endpoint"."disabled_at" IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "person_lookup_id" ON "person_lookup" USING btree ("lookup_id");--> statement-breakpoint
CREATE INDEX "person_lookup_expiry" ON "person_lookup" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "email_change_id" ON "email_change" USING btree ("change_id");--> statement-breakpoint
CREATE UNIQUE INDEX "external_account_index" ON "external_account" USING btree ("provider","account_index");--> statement-breakpoint
CREATE INDEX "minor_adult" ON "minor" USING btree ("adult_on");--> statement-breakpoint
CREATE UNIQUE INDEX "representation_id" ON "representation" USING btree ("representation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "representation_open" ON "representation" USING btree ("subject_id") WHERE ended_at IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "representative_invitation_id" ON "representative_invitation" USING btree ("invitation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "representative_of_representation" ON "representative_of" USING btree ("representation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sign_in_notice_token" ON "sign_in_notice" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "subject_email_index" ON "subject" USING btree ("email_index");--> statement-breakpoint
CREATE UNIQUE INDEX "subject_session_token" ON "subject_session" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "subject_session_expiry" ON "subject_session" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "access_report_record" ON "access_report" USING btree ("audit_id");--> statement-breakpoint
CREATE INDEX "access_report_open" ON "access_report" USING btree ("due_at","audit_id") WHERE answered_at IS NULL;--> statement-breakpoint
CREATE INDEX "access_report_answered" ON "access_report" USING btree ("answered_at","audit_id") WHERE answered_at IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "request_reference" ON "request" USING btree ("reference");--> statement-breakpoint
CREATE UNIQUE INDEX "request_idempotency" ON "request" USING btree ("subject_id","idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "request_stop" ON "request" USING btree ("stop_hash");--> statement-breakpoint
CREATE INDEX "request_queue" ON "request" USING btree ("queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_queue_assigned" ON "request" USING btree ("queue_assignee","queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_queue_status" ON "request" USING btree ("status","queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_queue_kind" ON "request" USING btree ("kind","queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_queue_received" ON "request" USING btree ("received_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_delay" ON "request" USING btree ("approval_delay_ends_at") WHERE status = 'awaiting-approval';--> statement-breakpoint
CREATE INDEX "request_closed" ON "request" USING btree ("closed_at","request_id") WHERE closed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "request_closed_count" ON "request" USING btree ("closed_at","status","due_at","subject_id") WHERE closed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "request_term" ON "request" USING btree ("kind","due_at","closed_at","status","received_at","subject_id");--> statement-breakpoint
CREATE INDEX "request_open_count" ON "request" USING btree ("kind","due_at","received_at","subject_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_reveal_expiry" ON "request_reveal" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "unverified_request_reference" ON "unverified_request" USING btree ("reference");--> statement-breakpoint
CREATE UNIQUE INDEX "unverified_request_id" ON "unverified_request" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "unverified_request_lapse" ON "unverified_request" USING btree ("lapses_at");--> statement-breakpoint
CREATE UNIQUE INDEX "visitor_session_token" ON "visitor_session" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "visitor_session_expiry" ON "visitor_session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "passkey_challenge_expiry" ON "passkey_challenge" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reading_alert_day" ON "reading_alert" USING btree ("staff_id","day");--> statement-breakpoint
CREATE INDEX "reading_alert_open" ON "reading_alert" USING btree ("raised_at") WHERE answered_at IS NULL;--> statement-breakpoint
CREATE INDEX "staff_clearance_newest" ON "staff_clearance" USING btree ("staff_id","kind","recorded_at","clearance_id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_invitation_token" ON "staff_invitation" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "staff_invitation_staff" ON "staff_invitation" USING btree ("staff_id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_member_email_index" ON "staff_member" USING btree ("email_index");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_passkey_credential" ON "staff_passkey" USING btree ("credential_id");--> statement-breakpoint
CREATE INDEX "staff_passkey_staff" ON "staff_passkey" USING btree ("staff_id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_session_token" ON "staff_session" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "staff_session_expiry" ON "staff_session" USING btree ("expires_at");