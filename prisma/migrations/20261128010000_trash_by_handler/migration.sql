-- One event may be refused by several readers, and each has an entry of its own: the id follows from reader and key together.
DROP INDEX "trashed_messages_key_key";

-- What took up messages that were put off is a job of the platform now, under another name and always due again.
UPDATE "jobs" SET "status" = 'done', "finished_at" = now() WHERE "status" = 'open' AND "name" = 'tracking.work_deferred';

-- Processes of the version before, which know of no receivers, go on taking webhooks until they are replaced.
ALTER TABLE "inbound_webhooks" ALTER COLUMN "receiver" SET DEFAULT 'tracking.webhook';
