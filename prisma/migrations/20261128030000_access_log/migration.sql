-- The access log: who did what at the door.
CREATE TABLE "access_log" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "act" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "by_name" TEXT NOT NULL,
    "by_kind" TEXT NOT NULL,
    "about_id" TEXT,
    "about_name" TEXT,
    "merchants" JSONB NOT NULL,
    "address" TEXT,
    "detail" TEXT,

    CONSTRAINT "access_log_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "access_log_at_id_idx" ON "access_log"("at" DESC, "id" DESC);
CREATE INDEX "access_log_by_id_at_idx" ON "access_log"("by_id", "at" DESC);
CREATE INDEX "access_log_about_id_at_idx" ON "access_log"("about_id", "at" DESC);

-- By hand: what stands in it is never changed, and a program that tries is told so by the database itself. Old entries may
-- be deleted, since addresses are not kept for ever. (\x3b is the semicolon that the engine would cut at.)
CREATE FUNCTION "access_log_is_never_changed"() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''access_log is never changed: % refused'', TG_OP USING ERRCODE = ''restrict_violation''\x3b END';
CREATE TRIGGER "access_log_never_changed" BEFORE UPDATE ON "access_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "access_log_is_never_changed"();
