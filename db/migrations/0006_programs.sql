CREATE TABLE "choice_reply" (
	"subject_id" uuid NOT NULL,
	"idempotency_key" text NOT NULL,
	"body_sha256" "bytea" NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "choice_reply_subject_id_idempotency_key_pk" PRIMARY KEY("subject_id","idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "consent_outbox" (
	"subject_id" uuid NOT NULL,
	"first_seq" integer NOT NULL,
	"last_seq" integer NOT NULL,
	CONSTRAINT "consent_outbox_subject_id_first_seq_pk" PRIMARY KEY("subject_id","first_seq")
);
--> statement-breakpoint
CREATE TABLE "unsubscribe_link" (
	"subject_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unsubscribe_link_subject_id_purpose_topic_channel_pk" PRIMARY KEY("subject_id","purpose","topic","channel")
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
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
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
CREATE TABLE "webhook_delivery" (
	"subject_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"event" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_attempt_at" timestamp (3) with time zone,
	"last_outcome" text,
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
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "operator_record" (
	"version" integer PRIMARY KEY NOT NULL,
	"sha256" "bytea" NOT NULL,
	"operator" jsonb NOT NULL,
	"first_used_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "consent_event" ADD COLUMN "signal" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "consent_event" ADD COLUMN "given_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consent_event" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consent_state" ADD COLUMN "signal" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "consent_state" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consent_state" ADD COLUMN "reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "consent_text" ADD COLUMN "term_months" integer;--> statement-breakpoint
CREATE INDEX "choice_reply_at" ON "choice_reply" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "unsubscribe_link_token" ON "unsubscribe_link" USING btree ("token_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_token" ON "api_key" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "webhook_delivery_dead" ON "webhook_delivery" USING btree ("endpoint_id","dead_at") WHERE dead_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "webhook_delivery_waiting" ON "webhook_delivery" USING btree ("subject_id","endpoint_id","delivery_id") WHERE delivered_at IS NULL AND dead_at IS NULL;--> statement-breakpoint
CREATE INDEX "webhook_delivery_recent" ON "webhook_delivery" USING btree ("endpoint_id","created_at");--> statement-breakpoint
CREATE INDEX "consent_state_expiry" ON "consent_state" USING btree ("expires_at") WHERE expires_at IS NOT NULL;