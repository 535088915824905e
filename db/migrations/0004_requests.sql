CREATE TABLE "calendar_day" (
	"date" date PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"source" text NOT NULL,
	"changed_by" uuid,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_attempt" (
	"attempt_id" uuid PRIMARY KEY NOT NULL,
	"subject_id" uuid,
	"request_id" uuid,
	"link_hash" "bytea" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"browser_hash" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"locale" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "visitor_session" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "case_session_subject_id_request_id_token_hash_pk" PRIMARY KEY("subject_id","request_id","token_hash")
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
	"details_sealed" "bytea",
	"filed_by_kind" text NOT NULL,
	"filed_by_id" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"law_due_at" timestamp (3) with time zone,
	"policy_due_at" timestamp (3) with time zone,
	"queue_at" timestamp (3) with time zone GENERATED ALWAYS AS (coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)) STORED NOT NULL,
	"assigned_to" uuid,
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
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "request_attachment_subject_id_request_id_attachment_id_pk" PRIMARY KEY("subject_id","request_id","attachment_id")
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
	"sent_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "request_message_subject_id_request_id_message_id_pk" PRIMARY KEY("subject_id","request_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "request_note" (
	"subject_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"note_id" uuid NOT NULL,
	"staff_id" uuid NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"written_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
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
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
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
	"link_hash" "bytea" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"browser_hash" "bytea" NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"lapses_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "unproved_request_subject_id_request_id_pk" PRIMARY KEY("subject_id","request_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "case_attempt_link" ON "case_attempt" USING btree ("link_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "case_attempt_browser" ON "case_attempt" USING btree ("browser_hash");--> statement-breakpoint
CREATE INDEX "case_attempt_expiry" ON "case_attempt" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "case_session_token" ON "visitor_session" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "case_session_expiry" ON "visitor_session" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "request_reference" ON "request" USING btree ("reference");--> statement-breakpoint
CREATE UNIQUE INDEX "request_idempotency" ON "request" USING btree ("subject_id","idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "request_stop" ON "request" USING btree ("stop_hash");--> statement-breakpoint
CREATE INDEX "request_queue" ON "request" USING btree ("queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_queue_assigned" ON "request" USING btree ("assigned_to","queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_queue_status" ON "request" USING btree ("status","queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_queue_kind" ON "request" USING btree ("kind","queue_at","request_id") WHERE closed_at IS NULL;--> statement-breakpoint
CREATE INDEX "request_delay" ON "request" USING btree ("approval_delay_ends_at") WHERE status = 'awaiting-approval';--> statement-breakpoint
CREATE INDEX "request_closed" ON "request" USING btree ("closed_at","request_id") WHERE closed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "request_reveal_expiry" ON "request_reveal" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "unproved_request_reference" ON "unverified_request" USING btree ("reference");--> statement-breakpoint
CREATE UNIQUE INDEX "unproved_request_link" ON "unverified_request" USING btree ("link_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "unproved_request_browser" ON "unverified_request" USING btree ("browser_hash");--> statement-breakpoint
CREATE INDEX "unproved_request_lapse" ON "unverified_request" USING btree ("lapses_at");