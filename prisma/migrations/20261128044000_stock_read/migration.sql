-- What reading stock needs: where any of it ever lay, since when it is to be bought again, the ledger by place and kind, counts.
ALTER TABLE "stock_items" ADD COLUMN "warehouses" TEXT[] DEFAULT ARRAY[]::TEXT[], ADD COLUMN "reorder_since" TIMESTAMPTZ(3);
UPDATE "stock_items" i SET
  "warehouses" = ARRAY(SELECT DISTINCT e ->> 'warehouse' COLLATE "C" AS place FROM "stock_movements" m, jsonb_array_elements(m."entries") e
    WHERE m."stock_id" = i."id" ORDER BY place),
  "reorder_since" = CASE WHEN i."reorder_raised" THEN (SELECT max(m."at") FROM "stock_movements" m WHERE m."stock_id" = i."id") END;
ALTER TABLE "stock_items" DROP COLUMN "reorder_raised";
CREATE INDEX "stock_items_sku_id_idx" ON "stock_items"("sku", "id");
CREATE INDEX "stock_items_reorder_since" ON "stock_items"("reorder_since") WHERE "reorder_since" IS NOT NULL;

-- Damaged units are promised to nobody.
ALTER TABLE "stock_balances" ADD CONSTRAINT "stock_balances_promised" CHECK ("reserved" = 0 OR "condition" = 'sellable');
DROP INDEX "stock_balances_merchant_sku_idx";
CREATE INDEX "stock_balances_sku_stock_id_warehouse_bin_condition_lot_idx" ON "stock_balances"("sku", "stock_id", "warehouse", "bin", "condition", "lot");
CREATE INDEX "stock_balances_damaged" ON "stock_balances"("stock_id") WHERE "condition" = 'damaged';
CREATE INDEX "stock_lots_expires_on" ON "stock_lots"("expires_on") WHERE "expires_on" IS NOT NULL;

-- All of a movement happened in `warehouse`, which is null for the few that happened in several, whose entries say where.
ALTER TABLE "stock_movements" ADD COLUMN "warehouse" TEXT, ADD COLUMN "in_transit" JSONB;
UPDATE "stock_movements" SET "warehouse" = "entries" -> 0 ->> 'warehouse'
WHERE (SELECT count(DISTINCT e ->> 'warehouse') FROM jsonb_array_elements("entries") e) = 1;
CREATE INDEX "stock_movements_at_id_idx" ON "stock_movements"("at", "id");
CREATE INDEX "stock_movements_warehouse_at_id_idx" ON "stock_movements"("warehouse", "at", "id");
-- Orders write the other kinds all day: these are few, and would be looked for among all.
CREATE INDEX "stock_movements_rare" ON "stock_movements"("kind", "at", "id") WHERE "kind" NOT IN ('reserve', 'release', 'ship');

CREATE TABLE "stock_counts" (
    "stock_id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "bin" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "lot" TEXT NOT NULL,
    "counted_at" TIMESTAMPTZ(3) NOT NULL,
    "counted" INTEGER NOT NULL,
    "difference" INTEGER NOT NULL,
    "movement_id" TEXT,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_counts_pkey" PRIMARY KEY ("stock_id", "reference", "warehouse", "bin", "condition", "lot")
);
CREATE INDEX "stock_counts_stock_id_counted_at_idx" ON "stock_counts"("stock_id", "counted_at");

ALTER TABLE "transfers" ALTER COLUMN "expected_on" TYPE TEXT;
CREATE INDEX "transfers_sent_at_id_idx" ON "transfers"("sent_at", "id");
