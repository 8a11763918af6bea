-- How the floor stood at each minute of the last day, for who compares with yesterday.
CREATE TABLE "floor_samples" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "merchant" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "counts" JSONB NOT NULL,

    CONSTRAINT "floor_samples_pkey" PRIMARY KEY ("minute", "merchant", "warehouse")
);
