-- What an outside warehouse was sent of a fulfillment order, in its own numbers: its reports are read by these.
ALTER TABLE "fulfillment_orders" ADD COLUMN "job" JSONB;
