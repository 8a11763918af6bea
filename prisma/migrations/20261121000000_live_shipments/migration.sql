-- Nearly every scan moves risk_at. An index over it made each of those updates write to all seven indexes of the row: none was
-- heap-only. Live shipments are found by a column that never changes instead.
DROP INDEX "tracked_shipments_live_risk";
CREATE INDEX "tracked_shipments_live" ON "tracked_shipments" ("created_at") WHERE "ended_at" IS NULL;
