-- The spine: event log, its order and its readers, orders, shipments, tracking, keys, the Trash. (No semicolons in comments:
-- the engine cuts statements there.) Written by `pnpm migrate:diff`. The part below the line of dashes says in SQL what
-- Prisma's language cannot.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "access_keys" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,

    CONSTRAINT "access_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "placed_at_zone" TEXT NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "cancel_reason" TEXT,
    "contradiction" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_log" (
    "id" BIGSERIAL NOT NULL,
    "tx" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "stream" TEXT NOT NULL,
    "stream_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "zone" TEXT NOT NULL DEFAULT 'given',
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "correlation_id" TEXT NOT NULL,
    "causation_id" TEXT,
    "actor" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,

    CONSTRAINT "event_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_positions" (
    "seq" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,

    CONSTRAINT "event_positions_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "sequencer_cursor" (
    "id" INTEGER NOT NULL,
    "tx" xid8 NOT NULL,
    "last_id" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "sequencer_cursor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkpoints" (
    "subscriber" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,
    "owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "failing_seq" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("subscriber","partition")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "effect_key" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "correlation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exchanges" (
    "id" TEXT NOT NULL,
    "partner" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "response" JSONB,
    "status" INTEGER,
    "error" TEXT,
    "attempt" INTEGER NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exchanges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_webhooks" (
    "id" TEXT NOT NULL,
    "connection" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "recorded" INTEGER NOT NULL DEFAULT 0,
    "duplicates" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "inbound_webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "holder" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER,
    "reply" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("holder","endpoint","key")
);

-- CreateTable
CREATE TABLE "shipments" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "carrier" TEXT NOT NULL,
    "tracking_token" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "shipments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tracked_shipments" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "order_number" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "carrier" TEXT NOT NULL,
    "tracking_number" TEXT NOT NULL,
    "tracking_token" TEXT NOT NULL,
    "warehouse" TEXT,
    "plan" JSONB NOT NULL,
    "standing" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "picked_up_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "last_scan_at" TIMESTAMPTZ(3),
    "promise_ends_at" TIMESTAMPTZ(3),
    "expected_at" TIMESTAMPTZ(3),
    "risk_at" TIMESTAMPTZ(3),
    "on_time" BOOLEAN,
    "version" INTEGER NOT NULL,

    CONSTRAINT "tracked_shipments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scans" (
    "id" TEXT NOT NULL,
    "shipment_id" TEXT NOT NULL,
    "carrier" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "status" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "scans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tracked_numbers" (
    "carrier" TEXT NOT NULL,
    "tracking_number" TEXT NOT NULL,
    "shipment_id" TEXT NOT NULL,
    "leg" INTEGER NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tracked_numbers_pkey" PRIMARY KEY ("carrier","tracking_number","shipment_id")
);

-- CreateTable
CREATE TABLE "parked_scans" (
    "id" TEXT NOT NULL,
    "carrier" TEXT NOT NULL,
    "tracking_number" TEXT NOT NULL,
    "scan" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "parked_scans_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shipment_exceptions" (
    "id" TEXT NOT NULL,
    "shipment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "detail" TEXT NOT NULL,

    CONSTRAINT "shipment_exceptions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "carrier_connections" (
    "name" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "adapter" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "signature" JSONB NOT NULL,
    "mapping_version" INTEGER NOT NULL,
    "secret" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "carrier_connections_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "trashed_messages" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "handler" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "original_payload" JSONB NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "trashed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "discard_reason" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "trashed_messages_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "access_keys_digest_key" ON "access_keys"("digest");

-- CreateIndex
CREATE INDEX "orders_placed_at_id_idx" ON "orders"("placed_at", "id");

-- CreateIndex
CREATE INDEX "orders_number_idx" ON "orders"("number");

-- CreateIndex
CREATE UNIQUE INDEX "orders_channel_external_id_key" ON "orders"("channel", "external_id");

-- CreateIndex
CREATE INDEX "event_log_tx_id_idx" ON "event_log"("tx", "id");

-- CreateIndex
CREATE INDEX "event_log_correlation_id_idx" ON "event_log"("correlation_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_log_stream_id_stream_version_key" ON "event_log"("stream_id", "stream", "version");

-- CreateIndex
CREATE UNIQUE INDEX "event_positions_event_id_key" ON "event_positions"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "jobs_effect_key_key" ON "jobs"("effect_key");

-- CreateIndex
CREATE INDEX "exchanges_correlation_id_idx" ON "exchanges"("correlation_id");

-- CreateIndex
CREATE INDEX "exchanges_partner_started_at_idx" ON "exchanges"("partner", "started_at");

-- CreateIndex
CREATE INDEX "inbound_webhooks_received_at_idx" ON "inbound_webhooks"("received_at");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "shipments_tracking_token_key" ON "shipments"("tracking_token");

-- CreateIndex
CREATE INDEX "shipments_created_at_id_idx" ON "shipments"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "shipments_order_id_reference_key" ON "shipments"("order_id", "reference");

-- CreateIndex
CREATE UNIQUE INDEX "tracked_shipments_tracking_token_key" ON "tracked_shipments"("tracking_token");

-- CreateIndex
CREATE INDEX "tracked_shipments_tracking_number_idx" ON "tracked_shipments"("tracking_number");

-- CreateIndex
CREATE INDEX "tracked_shipments_order_id_idx" ON "tracked_shipments"("order_id");

-- CreateIndex
CREATE INDEX "tracked_shipments_delivered_at_idx" ON "tracked_shipments"("delivered_at");

-- CreateIndex
CREATE INDEX "tracked_shipments_created_at_idx" ON "tracked_shipments"("created_at");

-- CreateIndex
CREATE INDEX "scans_shipment_id_idx" ON "scans"("shipment_id");

-- CreateIndex
CREATE INDEX "parked_scans_carrier_tracking_number_idx" ON "parked_scans"("carrier", "tracking_number");

-- CreateIndex
CREATE INDEX "parked_scans_received_at_idx" ON "parked_scans"("received_at");

-- CreateIndex
CREATE INDEX "shipment_exceptions_shipment_id_idx" ON "shipment_exceptions"("shipment_id");

-- CreateIndex
CREATE INDEX "shipment_exceptions_opened_at_id_idx" ON "shipment_exceptions"("opened_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "trashed_messages_key_key" ON "trashed_messages"("key");

-- CreateIndex
CREATE INDEX "trashed_messages_state_trashed_at_id_idx" ON "trashed_messages"("state", "trashed_at", "id");

-- ---------------------------------------------------------------------------------------------------------------------
-- By hand, and why:

-- The sequencer is one row. It starts before every transaction and every event.
INSERT INTO "sequencer_cursor" ("id", "tx", "last_id", "seq") VALUES (1, '0'::xid8, 0, 0);
ALTER TABLE "sequencer_cursor" ADD CONSTRAINT "sequencer_is_one_row" CHECK ("id" = 1);

-- The log is only ever added to. A program that tries to edit it is told so by the database itself.
-- (\x3b is the semicolon that the engine would cut at.)
CREATE FUNCTION "event_log_is_append_only"() RETURNS trigger LANGUAGE plpgsql AS
  E'BEGIN RAISE EXCEPTION ''event_log is append-only: % refused'', TG_OP USING ERRCODE = ''restrict_violation''\x3b END';
CREATE TRIGGER "event_log_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "event_log"
  FOR EACH STATEMENT EXECUTE FUNCTION "event_log_is_append_only"();

ALTER TABLE "event_log" ADD CONSTRAINT "event_log_zone" CHECK ("zone" IN ('given', 'inferred', 'unknown'));
ALTER TABLE "event_log" ADD CONSTRAINT "event_log_version" CHECK ("version" > 0);
ALTER TABLE "event_log" ADD CONSTRAINT "event_log_partition" CHECK ("partition" BETWEEN 0 AND 63);
-- Each position is given once, to one event that exists.
ALTER TABLE "event_positions" ADD CONSTRAINT "event_positions_event" FOREIGN KEY ("event_id") REFERENCES "event_log" ("id");

-- Open work is looked for often and is few among many.
CREATE INDEX "jobs_open" ON "jobs" ("run_at") WHERE "status" = 'open';
CREATE INDEX "tracked_shipments_live_risk" ON "tracked_shipments" ("risk_at") WHERE "ended_at" IS NULL;
-- The wall asks for the last half hour. A block range index costs intake next to nothing.
CREATE INDEX "scans_received" ON "scans" USING brin ("received_at") WITH (pages_per_range = 16);
CREATE INDEX "scans_unmapped" ON "scans" ("carrier", "code") WHERE "status" IS NULL;
CREATE INDEX "shipment_exceptions_open" ON "shipment_exceptions" ("opened_at") WHERE "resolved_at" IS NULL;
CREATE INDEX "inbound_webhooks_deferred" ON "inbound_webhooks" ("received_at") WHERE "outcome" = 'deferred';

ALTER TABLE "orders" ADD CONSTRAINT "orders_status" CHECK ("status" IN ('placed', 'cancelled'));
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_status" CHECK ("status" IN ('label_created', 'cancelled'));
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_order" FOREIGN KEY ("order_id") REFERENCES "orders" ("id");
ALTER TABLE "shipment_exceptions" ADD CONSTRAINT "shipment_exceptions_kind"
  CHECK ("kind" IN ('delayed', 'lost', 'damaged', 'return_initiated', 'contradiction'));
ALTER TABLE "trashed_messages" ADD CONSTRAINT "trashed_messages_state" CHECK ("state" IN ('open', 'retrying', 'resolved', 'discarded'));
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_status" CHECK ("status" IN ('open', 'done', 'trashed'));

-- Rows that change with every scan keep room on their page, so that the change stays a heap-only one.
ALTER TABLE "tracked_shipments" SET (fillfactor = 70);
ALTER TABLE "checkpoints" SET (fillfactor = 50);
ALTER TABLE "sequencer_cursor" SET (fillfactor = 50);
