-- How many discrepancies of a purchase order are open, and lists of these by time.
ALTER TABLE "purchase_orders" ALTER COLUMN "expected_on" TYPE TEXT;
ALTER TABLE "purchase_orders" ADD COLUMN "open_discrepancies" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "purchase_orders_merchant_placed_at_id_idx" ON "purchase_orders"("merchant", "placed_at", "id");
CREATE INDEX "purchase_orders_placed_at_id_idx" ON "purchase_orders"("placed_at", "id");
CREATE INDEX "expected_supply_merchant_sku_idx" ON "expected_supply"("merchant", "sku");
