-- Keys of personal data. A row stays when its key is destroyed, so that it is known that there was one, and no other takes its place.
CREATE TABLE "privacy_keys" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "subject" TEXT,
    "wrapped" BYTEA,
    "master" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "privacy_keys_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "privacy_keys_subject_idx" ON "privacy_keys"("subject");
-- One living key a subject: who comes back after an erasure gets a new one.
CREATE UNIQUE INDEX "privacy_keys_living_subject" ON "privacy_keys"("subject") WHERE "kind" = 'subject' AND "destroyed_at" IS NULL;
ALTER TABLE "privacy_keys" ADD CONSTRAINT "privacy_keys_kind" CHECK ("kind" IN ('subject', 'message', 'index'));
-- Destroyed means that nothing is left of the key.
ALTER TABLE "privacy_keys" ADD CONSTRAINT "privacy_keys_destroyed" CHECK (("wrapped" IS NULL) = ("destroyed_at" IS NOT NULL));

-- Who was erased, when and why. It names nobody, and outlives what it speaks of: a restored backup is brought up to it. What a restore
-- writes has no version, since no event of this log tells of it.
CREATE TABLE "erasures" (
    "subject" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "version" INTEGER,

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("subject", "at")
);
CREATE INDEX "erasures_at_subject_idx" ON "erasures"("at", "subject");

-- How far an installation from before has been sealed, and what of it was.
CREATE TABLE "sealing_cursor" (
    "id" INTEGER NOT NULL,
    "through" BIGINT NOT NULL,
    "done" BOOLEAN NOT NULL,

    CONSTRAINT "sealing_cursor_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "sealed_past" (
    "id" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "events" INTEGER NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "sealed_past_pkey" PRIMARY KEY ("id")
);
