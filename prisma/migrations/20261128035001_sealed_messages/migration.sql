-- Raw messages, calls and kept answers lie sealed under keys of their own. `key_ids` names them, the innermost first, and is null where a row
-- is from before and not sealed yet. A key says what it opens, so that what speaks of somebody is found by its keys.
ALTER TABLE "privacy_keys" ADD COLUMN "place" TEXT;
-- `awaits`: scans of it that no shipment has yet. When one comes, so is known whom the message speaks of.
ALTER TABLE "inbound_webhooks" ADD COLUMN "key_ids" TEXT[], ADD COLUMN "awaits" TEXT[];
CREATE INDEX "inbound_webhooks_awaits_idx" ON "inbound_webhooks" USING GIN ("awaits") WHERE "awaits" IS NOT NULL;
-- `about` is what everybody may read of a payload. The sealed rest of a row is that of any stream.
ALTER TABLE "trashed_messages" ADD COLUMN "subject" TEXT, ADD COLUMN "sealed" TEXT, ADD COLUMN "erased_at" TIMESTAMPTZ(3), ADD COLUMN "about" JSONB;
UPDATE "trashed_messages" SET "about" = CASE
  WHEN jsonb_typeof("original_payload"->'connection') = 'string' THEN jsonb_build_object('connection', "original_payload"->'connection')
  WHEN jsonb_typeof("original_payload"->'seq') = 'number' THEN jsonb_build_object('seq', "original_payload"->'seq') END;
CREATE INDEX "trashed_messages_subject_idx" ON "trashed_messages"("subject");
ALTER TABLE "exchanges" ADD COLUMN "key_ids" TEXT[], ADD COLUMN "sealed" BYTEA;
ALTER TABLE "idempotency_keys" ADD COLUMN "key_ids" TEXT[], ADD COLUMN "sealed" BYTEA;
