-- What of an entry is to be put right, and the bulk run that its last try was part of.
ALTER TABLE "trashed_messages" ADD COLUMN "fields" JSONB NOT NULL DEFAULT 'null';
ALTER TABLE "trashed_messages" ADD COLUMN "run_id" TEXT;
CREATE INDEX "trashed_messages_correlation_id_idx" ON "trashed_messages"("correlation_id");

-- Bulk runs over the Trash, and what became of each of their rows.
CREATE TABLE "trash_runs" (
    "id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "reason" TEXT,
    "merchants" JSONB,
    "by" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "subject" TEXT,
    "sealed" TEXT,
    "erased_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,
    CONSTRAINT "trash_runs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "trash_runs_started_at_idx" ON "trash_runs"("started_at");
CREATE TABLE "trash_run_rows" (
    "run_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "trash_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "asked" BOOLEAN NOT NULL DEFAULT false,
    "at" TIMESTAMPTZ(3),
    CONSTRAINT "trash_run_rows_pkey" PRIMARY KEY ("run_id", "place")
);
CREATE UNIQUE INDEX "trash_run_rows_run_id_trash_id_key" ON "trash_run_rows"("run_id", "trash_id");

-- Whose Trash holds more than is usual, and since when.
CREATE TABLE "trash_growth" (
    "whose" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3),
    "measures" JSONB NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "trash_growth_pkey" PRIMARY KEY ("whose")
);
