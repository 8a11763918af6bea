-- A million kits of ten thousand parts each are more than an integer holds.
ALTER TABLE "order_demand" ALTER COLUMN "quantity" TYPE BIGINT;
