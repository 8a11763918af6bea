-- Pickup and dropship: how often a wrong code was said for a pickup, and both kinds found among all fulfillment orders.
CREATE TABLE "pickup_tries" (
    "fulfillment_id" TEXT NOT NULL,
    "tries" INTEGER NOT NULL,

    CONSTRAINT "pickup_tries_pkey" PRIMARY KEY ("fulfillment_id")
);
CREATE INDEX "fulfillment_orders_kind_open_idx" ON "fulfillment_orders"("kind", "open");
