-- What people set: a row for each group with all its versions. The sum of the versions grows with every change, so that a process
-- sees with one number whether anything is new.
CREATE TABLE "settings" (
  "group_name" TEXT NOT NULL,
  "versions" JSONB NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "settings_pkey" PRIMARY KEY ("group_name")
);
