-- What lists and boards of orders look by, and what a channel last said of parts that people changed.
ALTER TABLE "orders" ADD COLUMN "by_hand" JSONB,
ADD COLUMN "over_at" TIMESTAMPTZ(3),
ADD COLUMN "warehouses" TEXT[] DEFAULT ARRAY[]::TEXT[];
UPDATE "orders" SET "over_at" = "cancelled_at" WHERE "stage" = 'cancelled';

CREATE INDEX "orders_channel_placed_at_id_idx" ON "orders"("channel", "placed_at", "id");
-- Few orders are held, have stock promised or an address that cannot be right at any time, so that these stay small.
CREATE INDEX "orders_warehouses" ON "orders" USING GIN ("warehouses") WHERE "warehouses" <> '{}';
CREATE INDEX "orders_held" ON "orders"("placed_at", "id") WHERE "holds" <> '[]';
CREATE INDEX "orders_wrong_address" ON "orders"("placed_at", "id") WHERE "address_findings" <> '[]' AND NOT "address_forced";
CREATE INDEX "orders_merged" ON "orders" (("merge" ->> 'mergeId')) WHERE "merge" IS NOT NULL;
-- The board counts by these alone, without reading rows.
CREATE INDEX "orders_open" ON "orders"("stage", "placed_at", "id") INCLUDE ("merchant", "channel") WHERE "over_at" IS NULL;
CREATE INDEX "orders_over" ON "orders"("stage", "over_at") INCLUDE ("placed_at", "merchant", "channel") WHERE "over_at" IS NOT NULL;
-- Orders without a promise come last. Those promised first are almost all over, so that a stage is looked for in an index of its own.
CREATE INDEX "orders_promise" ON "orders" (COALESCE("promise_day", '9999-12-31'), "id");
CREATE INDEX "orders_stage_promise" ON "orders" ("stage", COALESCE("promise_day", '9999-12-31'), "id");
-- Beginnings of numbers are looked for in any case, whatever the collation of the database.
DROP INDEX "orders_number_folded";
CREATE INDEX "orders_number_folded" ON "orders" (lower("number") text_pattern_ops);
CREATE INDEX "orders_external_id_folded" ON "orders" (lower("external_id") text_pattern_ops);
