-- When keys were destroyed last is asked twice a minute: a table with a key for every raw message is not read for that.
CREATE INDEX "privacy_keys_destroyed_at" ON "privacy_keys"("destroyed_at") WHERE "destroyed_at" IS NOT NULL;
