-- A raw message that is one order's arrival says which, so that the order's audit shows it as it came.
ALTER TABLE "inbound_webhooks" ADD COLUMN "correlation_id" TEXT;
CREATE INDEX "inbound_webhooks_correlation_id_idx" ON "inbound_webhooks" ("correlation_id") WHERE "correlation_id" IS NOT NULL;
