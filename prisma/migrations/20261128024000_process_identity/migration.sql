-- Which process a row of `processes` speaks of, beyond its pid: whoever is started in the same place sees that it has ended, and
-- need not wait until it has been silent for long enough.
ALTER TABLE "processes" ADD COLUMN "pid_space" TEXT, ADD COLUMN "identity" TEXT;
