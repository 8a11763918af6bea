-- Keys serve merchants and have a second secret while they are rotated. Whatever was issued before serves all of them.
ALTER TABLE "access_keys"
  ADD COLUMN "merchants" JSONB NOT NULL DEFAULT '"*"',
  ADD COLUMN "secret_at" TIMESTAMPTZ(3),
  ADD COLUMN "former_digest" TEXT,
  ADD COLUMN "former_hint" TEXT,
  ADD COLUMN "former_at" TIMESTAMPTZ(3),
  ADD COLUMN "former_until" TIMESTAMPTZ(3),
  ADD COLUMN "retired" JSONB NOT NULL DEFAULT '[]';
UPDATE "access_keys" SET "secret_at" = "created_at";
ALTER TABLE "access_keys" ALTER COLUMN "secret_at" SET NOT NULL;
CREATE UNIQUE INDEX "access_keys_former_digest_key" ON "access_keys"("former_digest");

-- Screens that show a wall without anybody signed in. Only digests of links and tokens are kept.
CREATE TABLE "access_kiosks" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "merchants" JSONB NOT NULL,
    "link_digest" TEXT,
    "link_until" TIMESTAMPTZ(3),
    "digest" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paired_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "access_kiosks_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "access_kiosks_link_digest_key" ON "access_kiosks"("link_digest");
CREATE UNIQUE INDEX "access_kiosks_digest_key" ON "access_kiosks"("digest");

-- When keys and kiosks were last used, and from where. No event tells it.
CREATE TABLE "access_uses" (
    "holder_id" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "device" TEXT,
    "address" TEXT,

    CONSTRAINT "access_uses_pkey" PRIMARY KEY ("holder_id")
);
