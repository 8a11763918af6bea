-- A vendor may send what was called off: the parcel stands with the exception, so that somebody can take it back.
ALTER TABLE "floor_exceptions" ADD COLUMN "parcel" TEXT;
