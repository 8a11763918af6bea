-- What each fact table must hold, and how it compared with the log.
CREATE TABLE "fact_marks" (
    "name" TEXT NOT NULL,
    "top" BIGINT NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "lacking" TEXT,
    "side" TEXT,
    "mended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_marks_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "fact_checks" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "through" BIGINT NOT NULL,
    "rows" BIGINT NOT NULL,
    "differences" BIGINT NOT NULL,
    "examples" JSONB NOT NULL,

    CONSTRAINT "fact_checks_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "fact_ranges" (
    "after" BIGINT NOT NULL,
    "through" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "differences" BIGINT NOT NULL,

    CONSTRAINT "fact_ranges_pkey" PRIMARY KEY ("after")
);
CREATE INDEX "fact_ranges_at_idx" ON "fact_ranges"("at");

-- A few rows that are written again and again keep room on their page.
ALTER TABLE "fact_marks" SET (fillfactor = 50);
