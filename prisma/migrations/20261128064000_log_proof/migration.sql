-- The proof of the log: a chain of hashes for each merchant, and heads over all chains, each over the one before it.
CREATE TABLE "log_chain" (
  "seq" BIGINT NOT NULL,
  "merchant" TEXT NOT NULL,
  "number" BIGINT NOT NULL,
  "leaf" BYTEA NOT NULL,
  "hash" BYTEA NOT NULL,
  CONSTRAINT "log_chain_pkey" PRIMARY KEY ("seq")
);
CREATE UNIQUE INDEX "log_chain_merchant_number_key" ON "log_chain"("merchant", "number");

CREATE TABLE "log_heads" (
  "number" BIGINT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "seq" BIGINT NOT NULL,
  "day" TEXT,
  "heads" JSONB NOT NULL,
  "before" BYTEA NOT NULL,
  "hash" BYTEA NOT NULL,
  CONSTRAINT "log_heads_pkey" PRIMARY KEY ("number")
);
CREATE INDEX "log_heads_seq_idx" ON "log_heads"("seq");

-- How far the log is chained. One row, whose lock makes the writer of the chain one.
CREATE TABLE "log_chain_cursor" (
  "id" INTEGER NOT NULL,
  "seq" BIGINT NOT NULL,
  CONSTRAINT "log_chain_cursor_pkey" PRIMARY KEY ("id")
);
INSERT INTO "log_chain_cursor" ("id", "seq") VALUES (1, 0);

-- Neither is ever changed. (\x3b is the semicolon that the engine would cut at.)
CREATE FUNCTION "log_proof_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''% is append-only: % refused'', TG_TABLE_NAME, TG_OP USING ERRCODE = ''restrict_violation''\x3b END';
CREATE TRIGGER "log_chain_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_chain"
  FOR EACH STATEMENT EXECUTE FUNCTION "log_proof_is_append_only"();
CREATE TRIGGER "log_heads_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "log_heads"
  FOR EACH STATEMENT EXECUTE FUNCTION "log_proof_is_append_only"();
