-- Which processes run, and what each of them says about itself.
CREATE TABLE "processes" (
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "processes_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "processes" ADD CONSTRAINT "processes_role" CHECK ("role" IN ('api', 'worker'));

-- A few rows that are written again and again keep room on their page.
ALTER TABLE "processes" SET (fillfactor = 50);
