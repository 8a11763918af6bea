-- Mails say which order's story they are part of, so that its audit tells of them.
ALTER TABLE "outbox_mails" ADD COLUMN "correlation_id" TEXT;
CREATE INDEX "outbox_mails_correlation_id_idx" ON "outbox_mails" ("correlation_id");
