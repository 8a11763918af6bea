-- One grammar for all contexts. The log's readers and the open jobs of the forecast bear the name of their context now, which
-- is no longer tracking. A renamed reader goes on where it was.
UPDATE "checkpoints" SET "subscriber" = 'forecast.etas' WHERE "subscriber" = 'tracking.forecast';
UPDATE "jobs" SET "name" = 'forecast.' || substr("name", 10), "effect_key" = 'forecast.' || substr("effect_key", 10)
  WHERE "status" = 'open' AND "name" IN ('tracking.recheck_etas', 'tracking.train_eta', 'tracking.judge_eta_levels');

-- Rows of connections are written by a declaration of their columns, which says nothing of secrets.
ALTER TABLE "carrier_connections" ALTER COLUMN "secret" SET DEFAULT '';

-- What is at risk is asked of the forecast alone: it keeps what it needs of the promise beside what it watches.
ALTER TABLE "eta_watch" ADD COLUMN "promise_ends_at" TIMESTAMPTZ(3), ADD COLUMN "risk_at" TIMESTAMPTZ(3), ADD COLUMN "late" BOOLEAN NOT NULL DEFAULT false;
UPDATE "eta_watch" w SET
  "promise_ends_at" = t."promise_ends_at",
  "late" = e."at" >= t."promise_ends_at",
  "risk_at" = CASE WHEN t."standing"->>'position' IN ('available_for_pickup', 'return_initiated') THEN NULL
    WHEN e."at" >= t."promise_ends_at" OR (e."confidence" <> 'low' AND e."high" >= t."promise_ends_at") THEN LEAST(e."issued_at", t."promise_ends_at")
    ELSE t."promise_ends_at" - (e."at" - e."issued_at") END
FROM "tracked_shipments" t, "shipment_etas" e
WHERE t."id" = w."shipment_id" AND e."shipment_id" = w."shipment_id" AND t."promise_ends_at" IS NOT NULL;
CREATE INDEX "eta_watch_risk_at_idx" ON "eta_watch" ("risk_at");

-- Orders that wait for their first shipment: a projection of shipping, filled by reading the log from its beginning.
CREATE TABLE "orders_to_ship" (
  "order_id" TEXT NOT NULL,
  "placed_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "orders_to_ship_pkey" PRIMARY KEY ("order_id")
);
CREATE INDEX "orders_to_ship_placed_at_idx" ON "orders_to_ship" ("placed_at");

-- Not written for two versions, or never read.
ALTER TABLE "tracked_shipments" DROP COLUMN "expected_at", DROP COLUMN "risk_at";
ALTER TABLE "replay_differences" DROP COLUMN "outcome";
