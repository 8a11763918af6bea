-- One inbox for every sender of raw messages: each row names its receiver, and the tries of a message that was put off have
-- a column of their own instead of standing in `recorded`.
ALTER TABLE "inbound_webhooks" ADD COLUMN "receiver" TEXT NOT NULL DEFAULT 'tracking.webhook';
ALTER TABLE "inbound_webhooks" ALTER COLUMN "receiver" DROP DEFAULT;
ALTER TABLE "inbound_webhooks" ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0;
UPDATE "inbound_webhooks" SET "tries" = "recorded", "recorded" = 0 WHERE "outcome" = 'deferred';
