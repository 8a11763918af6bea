-- A number that a shipment of another merchant held before means that other shipment.
ALTER TABLE "tracked_numbers" ADD COLUMN "contested" BOOLEAN NOT NULL DEFAULT false;
