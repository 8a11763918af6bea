-- Whose turn it is depends on what a channel may draw on. Nobody has written demand before.
ALTER TABLE "order_demand" ADD COLUMN "channel" TEXT NOT NULL;
