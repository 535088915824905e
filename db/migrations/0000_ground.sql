CREATE SCHEMA "keystore";
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
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"idempotency_key" text NOT NULL,
	"body_sha256" "bytea" NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consent_event_subject_id_seq_pk" PRIMARY KEY("subject_id","seq")
);
--> statement-breakpoint
CREATE TABLE "consent_head" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"last_seq" integer NOT NULL
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
	"first_shown_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consent_words_purpose_topic_locale_version_pk" PRIMARY KEY("purpose","topic","locale","version")
);
--> statement-breakpoint
CREATE TABLE "installation_fact" (
	"name" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"set_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "page_snapshot" (
	"build_id" text NOT NULL,
	"path" text NOT NULL,
	"html" text NOT NULL,
	"csp" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"rendered_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "page_snapshot_build_id_path_pk" PRIMARY KEY("build_id","path")
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "email_change" (
	"subject_id" uuid NOT NULL,
	"change_id" uuid NOT NULL,
	"new_email_sealed" "bytea" NOT NULL,
	"new_email_index" "bytea" NOT NULL,
	"old_token_hash" "bytea" NOT NULL,
	"new_token_hash" "bytea" NOT NULL,
	"old_confirmed_at" timestamp (3) with time zone,
	"new_confirmed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "email_change_subject_id_change_id_pk" PRIMARY KEY("subject_id","change_id")
);
--> statement-breakpoint
CREATE TABLE "external_account" (
	"subject_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"account_index" "bytea" NOT NULL,
	"linked_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "external_account_subject_id_provider_pk" PRIMARY KEY("subject_id","provider")
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempt" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid,
	"link_hash" "bytea" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"browser_hash" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"locale" text NOT NULL,
	"return_to" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone
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
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subject_external_id_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "keystore"."subject_key" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"master_version" integer NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subject_session" (
	"subject_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"method" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "subject_session_subject_id_token_hash_pk" PRIMARY KEY("subject_id","token_hash")
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
	"summary" jsonb NOT NULL,
	"sha256" "bytea",
	"approved_by" text,
	"published_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "audit_event_subject" ON "audit_event" USING btree ("subject_id","audit_id");--> statement-breakpoint
CREATE INDEX "audit_event_at" ON "audit_event" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_event_xid" ON "audit_event" USING btree ("xid");--> statement-breakpoint
CREATE UNIQUE INDEX "consent_event_id" ON "consent_event" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "consent_event_idempotency" ON "consent_event" USING btree ("subject_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "consent_text_hash" ON "consent_text" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "email_change_old_token" ON "email_change" USING btree ("old_token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "email_change_new_token" ON "email_change" USING btree ("new_token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "external_account_index" ON "external_account" USING btree ("provider","account_index");--> statement-breakpoint
CREATE UNIQUE INDEX "sign_in_attempt_link" ON "sign_in_attempt" USING btree ("link_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "sign_in_attempt_browser" ON "sign_in_attempt" USING btree ("browser_hash");--> statement-breakpoint
CREATE INDEX "sign_in_attempt_expiry" ON "sign_in_attempt" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_attempt_open" ON "sign_in_attempt" USING btree ("subject_id") WHERE consumed_at IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "subject_email_index" ON "subject" USING btree ("email_index");--> statement-breakpoint
CREATE UNIQUE INDEX "subject_session_token" ON "subject_session" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "subject_session_expiry" ON "subject_session" USING btree ("expires_at");