-- Tracking whole: witnesses of scans, polling with its quota, status maps people edit, brands of tracking pages, replays into a
-- side table. New columns are nullable or have a default, so that processes of the version before go on writing.
ALTER TABLE "carrier_connections" ALTER COLUMN "mapping" DROP NOT NULL;
ALTER TABLE "carrier_connections" ALTER COLUMN "signature" DROP NOT NULL;
ALTER TABLE "carrier_connections" ADD COLUMN "settings" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "carrier_connections" ADD COLUMN "credentials" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "tracked_shipments" ADD COLUMN "estimate" JSONB;
ALTER TABLE "tracked_shipments" ADD COLUMN "proof" JSONB;
ALTER TABLE "tracked_shipments" ADD COLUMN "silent_since" TIMESTAMPTZ(3);
ALTER TABLE "inbound_webhooks" ADD COLUMN "source" TEXT NOT NULL DEFAULT 'push';

CREATE TABLE "scan_witnesses" (
  "scan_id" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "carrier" TEXT NOT NULL,
  "shipment_id" TEXT NOT NULL,
  "message_id" TEXT,
  "first_at" TIMESTAMPTZ(3) NOT NULL,
  "last_at" TIMESTAMPTZ(3) NOT NULL,
  "times" INTEGER NOT NULL,
  "late" BOOLEAN NOT NULL,
  "lag_ms" BIGINT,
  CONSTRAINT "scan_witnesses_pkey" PRIMARY KEY ("scan_id", "source")
);
CREATE INDEX "scan_witnesses_shipment_id_idx" ON "scan_witnesses" ("shipment_id");
CREATE INDEX "scan_witnesses_carrier_first_at_idx" ON "scan_witnesses" ("carrier", "first_at");

CREATE TABLE "poll_states" (
  "shipment_id" TEXT NOT NULL,
  "leg" INTEGER NOT NULL,
  "connection" TEXT NOT NULL,
  "asked_at" TIMESTAMPTZ(3) NOT NULL,
  "answered_at" TIMESTAMPTZ(3),
  "problem" TEXT,
  "asks" INTEGER NOT NULL,
  CONSTRAINT "poll_states_pkey" PRIMARY KEY ("shipment_id", "leg")
);
CREATE INDEX "poll_states_connection_asked_at_idx" ON "poll_states" ("connection", "asked_at");

CREATE TABLE "poll_days" (
  "connection" TEXT NOT NULL,
  "day" DATE NOT NULL,
  "calls" INTEGER NOT NULL,
  "failures" INTEGER NOT NULL,
  "last_at" TIMESTAMPTZ(3) NOT NULL,
  "last_error" TEXT,
  CONSTRAINT "poll_days_pkey" PRIMARY KEY ("connection", "day")
);

CREATE TABLE "status_maps" (
  "name" TEXT NOT NULL,
  "rows" JSONB NOT NULL,
  "changed_at" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "status_maps_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "brands" (
  "channel" TEXT NOT NULL,
  "data" JSONB NOT NULL,
  "logo" BYTEA,
  "version" INTEGER NOT NULL,
  CONSTRAINT "brands_pkey" PRIMARY KEY ("channel")
);

CREATE TABLE "replays" (
  "id" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "scope" JSONB NOT NULL,
  "state" TEXT NOT NULL,
  "started_at" TIMESTAMPTZ(3) NOT NULL,
  "finished_at" TIMESTAMPTZ(3),
  "events" INTEGER NOT NULL DEFAULT 0,
  "streams" INTEGER NOT NULL DEFAULT 0,
  "differing" INTEGER NOT NULL DEFAULT 0,
  "error" TEXT,
  "actor" TEXT NOT NULL,
  CONSTRAINT "replays_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "replay_differences" (
  "replay_id" TEXT NOT NULL,
  "shipment_id" TEXT NOT NULL,
  "tracking_number" TEXT NOT NULL,
  "fields" JSONB NOT NULL,
  "outcome" JSONB NOT NULL,
  CONSTRAINT "replay_differences_pkey" PRIMARY KEY ("replay_id", "shipment_id")
);

-- Staff search by the beginning of a number. The order of bytes is what LIKE 'x%' can use. Live shipments that are silent
-- are few, so they have an index of their own.
CREATE INDEX "tracked_shipments_number_prefix" ON "tracked_shipments" ("tracking_number" text_pattern_ops);
CREATE INDEX "tracked_shipments_order_number_prefix" ON "tracked_shipments" ("order_number" text_pattern_ops);
CREATE INDEX "tracked_shipments_silent" ON "tracked_shipments" ("silent_since") WHERE "silent_since" IS NOT NULL;

-- A customer types an order's number in any case. Staff find a shipment by the number of any of its legs.
CREATE INDEX "orders_number_folded" ON "orders" (lower("number"));
CREATE INDEX "tracked_numbers_number_prefix" ON "tracked_numbers" ("tracking_number" text_pattern_ops);
