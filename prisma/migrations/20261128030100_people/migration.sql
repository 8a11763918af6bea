-- People, what they may, and how they sign in.
CREATE TABLE "people" (
    "id" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "verticals" JSONB NOT NULL,
    "merchants" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "invited_at" TIMESTAMPTZ(3) NOT NULL,
    "joined_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "people_changed_at_idx" ON "people"("changed_at");

CREATE TABLE "person_profiles" (
    "person_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "name" TEXT,
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "last_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_profiles_pkey" PRIMARY KEY ("person_id")
);
CREATE UNIQUE INDEX "person_profiles_email_key_key" ON "person_profiles"("email_key");

CREATE TABLE "person_passwords" (
    "person_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "tried_at" TIMESTAMPTZ(3),
    "locked_until" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_passwords_pkey" PRIMARY KEY ("person_id")
);

CREATE TABLE "second_factors" (
    "person_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "on_at" TIMESTAMPTZ(3),
    "last_step" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "second_factors_pkey" PRIMARY KEY ("person_id")
);

CREATE TABLE "recovery_codes" (
    "digest" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("digest")
);
CREATE INDEX "recovery_codes_person_id_idx" ON "recovery_codes"("person_id");

CREATE TABLE "person_sessions" (
    "id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "device" TEXT,

    CONSTRAINT "person_sessions_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "person_sessions_digest_key" ON "person_sessions"("digest");
CREATE INDEX "person_sessions_person_id_idx" ON "person_sessions"("person_id");
CREATE INDEX "person_sessions_ended_at_idx" ON "person_sessions"("ended_at");
CREATE INDEX "person_sessions_expires_at_idx" ON "person_sessions"("expires_at");

CREATE TABLE "person_tokens" (
    "digest" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "person_id" TEXT,
    "made_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_tokens_pkey" PRIMARY KEY ("digest")
);
CREATE INDEX "person_tokens_person_id_idx" ON "person_tokens"("person_id");

CREATE TABLE "outbox_mails" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "detail" TEXT,
    "sealed" TEXT NOT NULL,
    "holds_link" BOOLEAN NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_mails_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "outbox_mails_at_id_idx" ON "outbox_mails"("at" DESC, "id" DESC);
CREATE INDEX "outbox_mails_outcome_at_idx" ON "outbox_mails"("outcome", "at");
