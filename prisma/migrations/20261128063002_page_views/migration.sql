-- How often customers looked at a shipment's tracking page, and what they looked with last. Each look is an event.
CREATE TABLE "page_views" (
    "shipment_id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "views" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "last" JSONB NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT,
    "sealed" TEXT,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "page_views_pkey" PRIMARY KEY ("shipment_id")
);
CREATE INDEX "page_views_subject_idx" ON "page_views" ("subject");
