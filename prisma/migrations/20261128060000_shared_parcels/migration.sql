-- Parcels that several orders have a part in: found by each of them, and by the link that each of them has.
CREATE INDEX "shipments_others" ON "shipments" USING GIN (("plan" -> 'others') jsonb_path_ops) WHERE "plan" ? 'others';
CREATE INDEX "tracked_shipments_others" ON "tracked_shipments" USING GIN (("plan" -> 'others') jsonb_path_ops) WHERE "plan" ? 'others';
CREATE INDEX "tracked_shipments_shared" ON "tracked_shipments" ("id") WHERE "plan" ? 'others';
