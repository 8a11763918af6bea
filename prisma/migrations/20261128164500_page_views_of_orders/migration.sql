-- Merged orders share a parcel, and each has its own link and its own customer: looks are kept for each of them.
ALTER TABLE "page_views" RENAME COLUMN "shipment_id" TO "id";
ALTER TABLE "page_views" ADD COLUMN "shipment_id" TEXT;
UPDATE "page_views" SET "shipment_id" = "id";
ALTER TABLE "page_views" ALTER COLUMN "shipment_id" SET NOT NULL;
