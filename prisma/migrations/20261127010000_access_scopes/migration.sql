-- Keys hold verticals and scopes, and those that were issued before hold all of both. Events say whose they are. Every new column
-- has a default, so that processes of the version before go on writing.
ALTER TABLE "access_keys" ADD COLUMN "verticals" JSONB NOT NULL DEFAULT '["*"]';
ALTER TABLE "access_keys" ADD COLUMN "scopes" JSONB NOT NULL DEFAULT '["*"]';
ALTER TABLE "event_log" ADD COLUMN "merchant" TEXT NOT NULL DEFAULT 'main';
