-- How many holders of a partition died without getting further: the event that ends a process is looked for by itself.
ALTER TABLE "checkpoints" ADD COLUMN "deaths" INTEGER NOT NULL DEFAULT 0;
