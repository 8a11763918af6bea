-- What names a person is taken out of an event before it is written and lies sealed beside it, under the key of its data subject.
ALTER TABLE "event_log" ADD COLUMN "subject" TEXT, ADD COLUMN "sealed" TEXT;

-- Events from before are brought into the same form, once: values leave the payload for the box, and nothing else may change.
-- Whether a payload is another with values left out, texts cut short or numbers rounded. (\x3b is the semicolon that the engine would cut at.)
CREATE FUNCTION "only_lost_values"("was" JSONB, "is" JSONB) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
  E'BEGIN IF "was" = "is" THEN RETURN true\x3b END IF\x3b
  IF jsonb_typeof("was") <> jsonb_typeof("is") THEN RETURN false\x3b END IF\x3b
  CASE jsonb_typeof("is")
    WHEN ''object'' THEN RETURN NOT EXISTS (SELECT 1 FROM jsonb_each("is") AS n ("key", "value")
      WHERE NOT jsonb_exists("was", n."key") OR NOT "only_lost_values"("was"->n."key", n."value"))\x3b
    WHEN ''array'' THEN RETURN jsonb_array_length("was") = jsonb_array_length("is") AND NOT EXISTS (
      SELECT 1 FROM generate_series(0, jsonb_array_length("is") - 1) AS i WHERE NOT "only_lost_values"("was"->i, "is"->i))\x3b
    WHEN ''string'' THEN RETURN starts_with("was" #>> ''{}'', "is" #>> ''{}'')\x3b
    WHEN ''number'' THEN RETURN abs(("was" #>> ''{}'')::numeric - ("is" #>> ''{}'')::numeric) <= 0.0051\x3b
    ELSE RETURN false\x3b
  END CASE\x3b END';
CREATE FUNCTION "event_log_only_seals"() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN IF OLD.sealed IS NULL AND NEW.sealed IS NOT NULL AND "only_lost_values"(OLD.payload, NEW.payload)
    AND (to_jsonb(OLD) - ''{payload,subject,sealed}''::text[]) = (to_jsonb(NEW) - ''{payload,subject,sealed}''::text[]) THEN RETURN NEW\x3b END IF\x3b
  RAISE EXCEPTION ''event_log is append-only: % refused'', TG_OP USING ERRCODE = ''restrict_violation''\x3b END';
DROP TRIGGER "event_log_append_only" ON "event_log";
CREATE TRIGGER "event_log_append_only" BEFORE DELETE OR TRUNCATE ON "event_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "event_log_is_append_only"();
CREATE TRIGGER "event_log_only_seals" BEFORE UPDATE ON "event_log"
  FOR EACH ROW EXECUTE FUNCTION "event_log_only_seals"();
-- Seals one event. False when it was sealed already.
CREATE FUNCTION "seal_event"("event" BIGINT, "clear" JSONB, "whose" TEXT, "box" TEXT) RETURNS boolean LANGUAGE plpgsql AS
  E'BEGIN UPDATE "event_log" SET "payload" = "clear", "subject" = "whose", "sealed" = "box" WHERE "id" = "event" AND "sealed" IS NULL\x3b RETURN FOUND\x3b END';

-- Rows as they are written from now on.
ALTER TABLE "orders" ADD COLUMN "subject" TEXT, ADD COLUMN "sealed" TEXT, ADD COLUMN "erased_at" TIMESTAMPTZ(3),
  ADD COLUMN "person_hashes" TEXT[] NOT NULL DEFAULT '{}', ADD COLUMN "lookup_hashes" TEXT[] NOT NULL DEFAULT '{}';
CREATE INDEX "orders_subject_idx" ON "orders"("subject");
CREATE INDEX "orders_person_hashes_idx" ON "orders" USING GIN ("person_hashes");
ALTER TABLE "shipments" ADD COLUMN "subject" TEXT, ADD COLUMN "sealed" TEXT, ADD COLUMN "erased_at" TIMESTAMPTZ(3),
  ADD COLUMN "person_hashes" TEXT[] NOT NULL DEFAULT '{}';
CREATE INDEX "shipments_subject_idx" ON "shipments"("subject");
CREATE INDEX "shipments_person_hashes_idx" ON "shipments" USING GIN ("person_hashes");
ALTER TABLE "tracked_shipments" ADD COLUMN "subject" TEXT;
CREATE INDEX "tracked_shipments_subject_idx" ON "tracked_shipments"("subject");

-- The words of carriers, which may name people, lie sealed beside what they are about. `told_in`: the version of the event that has the box.
ALTER TABLE "tracked_shipments" ADD COLUMN "erased_at" TIMESTAMPTZ(3);
ALTER TABLE "scans" ADD COLUMN "sealed" TEXT, ADD COLUMN "told_in" INTEGER;
ALTER TABLE "shipment_exceptions" ADD COLUMN "sealed" TEXT, ADD COLUMN "told_in" INTEGER;
ALTER TABLE "parked_scans" ADD COLUMN "sealed" TEXT;
