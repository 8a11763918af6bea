-- Returns are found by whatever a scanner reads from what came: one index over all of it instead of one for each.
ALTER TABLE "returns" ADD COLUMN "names" TEXT[];
DROP INDEX "returns_drop_off_code_idx";
DROP INDEX "returns_tracking_number_idx";
CREATE INDEX "returns_names_idx" ON "returns" USING GIN ("names");
CREATE INDEX "returns_merchant_refund_state_requested_at_id_idx" ON "returns"("merchant", "refund_state", "requested_at", "id");
