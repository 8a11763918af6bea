-- What people set, each version of a group whole. Rows are only ever inserted: how many there are says whether anything is new.
CREATE TABLE "setting_versions" (
  "group_name" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "values" JSONB NOT NULL,
  "valid_from" TIMESTAMPTZ(3) NOT NULL,
  "note" TEXT NOT NULL,
  "withdraws" INTEGER,
  "changed_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "setting_versions_pkey" PRIMARY KEY ("group_name", "version")
);
