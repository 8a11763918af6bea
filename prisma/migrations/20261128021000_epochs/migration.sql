-- Epochs of the log. Transaction ids order it, and belong to one cluster: after a logical restore into another they start
-- anew. The cursor knows which cluster it speaks of, and which events came from an earlier one. One row changes, no table is
-- rewritten. Written by hand.

ALTER TABLE "sequencer_cursor" ADD COLUMN "epoch" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "cluster" TEXT,
  ADD COLUMN "after_id" BIGINT NOT NULL DEFAULT 0;

-- Where this log stands: the cluster's own number, the database, the table. A role that may not read the first is told by the
-- others and by the rows themselves. (\x3b is the semicolon that the engine would cut at.)
CREATE FUNCTION "log_cluster"() RETURNS text LANGUAGE plpgsql STABLE AS
  E'DECLARE place text := (SELECT oid FROM pg_database WHERE datname = current_database()) || ''/'' || ''event_log''::regclass::oid\x3b
    BEGIN
      RETURN (SELECT system_identifier FROM pg_control_system()) || ''/'' || place\x3b
    EXCEPTION WHEN insufficient_privilege THEN
      RETURN ''unknown/'' || place\x3b
    END';

-- Where nothing is known of the newest event with a position, or it was not written here, an epoch begins at the first step.
UPDATE "sequencer_cursor" SET "cluster" = "log_cluster"() WHERE NOT EXISTS (SELECT 1 FROM "event_log") OR (
  SELECT e.xmin::text::bigint = e.tx::text::bigint & 4294967295 FROM "event_log" e
  WHERE e.id = (SELECT p.event_id FROM "event_positions" p ORDER BY p.seq DESC LIMIT 1));
