-- Rows know a tracking link by the SHA-256 of its token. Those from before are read through by the worker, which alone can
-- seal the copy that staff see links by. Until then they are found by the token.
ALTER TABLE "shipments" ADD COLUMN "token_hash" TEXT, ADD COLUMN "sealed_token" TEXT, ALTER COLUMN "tracking_token" DROP NOT NULL;
CREATE UNIQUE INDEX "shipments_token_hash_key" ON "shipments"("token_hash");
ALTER TABLE "tracked_shipments" ADD COLUMN "token_hash" TEXT, ALTER COLUMN "tracking_token" DROP NOT NULL;
CREATE UNIQUE INDEX "tracked_shipments_token_hash_key" ON "tracked_shipments"("token_hash");
