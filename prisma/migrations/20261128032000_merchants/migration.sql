-- Merchants, and whose each row is. What was there before belongs to `main`. The defaults are for processes of the version
-- before, which know of no merchants and go on writing while they are replaced.
CREATE TABLE "merchants" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "retention_days" INTEGER,
    "created_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "merchants_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "merchants_state" CHECK ("state" IN ('active', 'closed'))
);

ALTER TABLE "orders" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
ALTER TABLE "shipments" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
ALTER TABLE "orders_to_ship" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
ALTER TABLE "tracked_shipments" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
ALTER TABLE "shipment_exceptions" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
ALTER TABLE "eta_watch" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
ALTER TABLE "brands" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
ALTER TABLE "jobs" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';

-- An order that could not be made is its merchant's, everything else in the Trash the operator's: '' is nobody's.
ALTER TABLE "trashed_messages" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT '';
UPDATE "trashed_messages" SET "merchant" = 'main' WHERE "source" = 'order_intake';

-- Two merchants may call a channel and its orders alike.
CREATE UNIQUE INDEX "orders_merchant_channel_external_id_key" ON "orders"("merchant", "channel", "external_id");
DROP INDEX "orders_channel_external_id_key";

-- By what lists are sorted by, for whoever sees only some merchants.
CREATE INDEX "orders_merchant_placed_at_id_idx" ON "orders"("merchant", "placed_at", "id");
CREATE INDEX "shipments_merchant_created_at_id_idx" ON "shipments"("merchant", "created_at", "id");
CREATE INDEX "orders_to_ship_merchant_placed_at_idx" ON "orders_to_ship"("merchant", "placed_at");
CREATE INDEX "tracked_shipments_merchant_created_at_id_idx" ON "tracked_shipments"("merchant", "created_at", "id");
CREATE INDEX "shipment_exceptions_merchant_opened_at_id_idx" ON "shipment_exceptions"("merchant", "opened_at", "id");
CREATE INDEX "trashed_messages_merchant_trashed_at_id_idx" ON "trashed_messages"("merchant", "trashed_at", "id");
