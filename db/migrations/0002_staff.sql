CREATE TABLE "staff_invitation" (
	"invitation_id" uuid PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"invited_by" uuid,
	"browser_hash" "bytea",
	"password_hash" text,
	"totp_sealed" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
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
	"nda_signed_on" date,
	"training_done_on" date,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "staff_role" (
	"staff_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_by" uuid,
	"granted_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_role_staff_id_role_pk" PRIMARY KEY("staff_id","role")
);
--> statement-breakpoint
CREATE TABLE "staff_session" (
	"staff_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"sudo_until" timestamp (3) with time zone,
	CONSTRAINT "staff_session_staff_id_token_hash_pk" PRIMARY KEY("staff_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "staff_sign_in" (
	"browser_hash" "bytea" PRIMARY KEY NOT NULL,
	"staff_id" uuid NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"return_to" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "staff_invitation_token" ON "staff_invitation" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "staff_invitation_staff" ON "staff_invitation" USING btree ("staff_id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_member_email_index" ON "staff_member" USING btree ("email_index");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_session_token" ON "staff_session" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "staff_session_expiry" ON "staff_session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "staff_sign_in_staff" ON "staff_sign_in" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "staff_sign_in_expiry" ON "staff_sign_in" USING btree ("expires_at");