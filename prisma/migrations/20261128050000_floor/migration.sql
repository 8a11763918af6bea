-- The floor and returns: work on orders, scans that count once, stations, walks, what went wrong, what comes back.
CREATE TABLE "fulfillment_orders" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "order_number" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "assignee" TEXT,
    "warehouse" TEXT,
    "vendor" TEXT,
    "station" TEXT,
    "held" BOOLEAN NOT NULL,
    "ship_by" TIMESTAMPTZ(3),
    "lines" JSONB NOT NULL,
    "picks" JSONB NOT NULL,
    "packages" JSONB NOT NULL,
    "packages_opened" INTEGER NOT NULL,
    "vendor_order" JSONB,
    "pickup" JSONB,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "rank" INTEGER NOT NULL,
    "open" BOOLEAN NOT NULL,
    "units" INTEGER NOT NULL,
    "picked" INTEGER NOT NULL,
    "packed" INTEGER NOT NULL,
    "shipment_ids" TEXT[],
    "tracking_numbers" TEXT[],
    "expected_on" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL,
    "subject" TEXT,
    "sealed" TEXT,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "fulfillment_orders_pkey" PRIMARY KEY ("id"),
    -- Two pickers on one line never take more than it needs, whatever the program believes.
    CONSTRAINT "fulfillment_orders_picked" CHECK ("picked" BETWEEN 0 AND "units")
);
CREATE INDEX "fulfillment_orders_merchant_number_idx" ON "fulfillment_orders"("merchant", "number");
CREATE INDEX "fulfillment_orders_order_id_idx" ON "fulfillment_orders"("order_id");
CREATE INDEX "fulfillment_orders_open_ship_by_rank_id_idx" ON "fulfillment_orders"("open", "ship_by", "rank", "id");
CREATE INDEX "fulfillment_orders_warehouse_open_ship_by_rank_id_idx" ON "fulfillment_orders"("warehouse", "open", "ship_by", "rank", "id");
CREATE INDEX "fulfillment_orders_station_open_idx" ON "fulfillment_orders"("station", "open");
CREATE INDEX "fulfillment_orders_status_planned_at_id_idx" ON "fulfillment_orders"("status", "planned_at", "id");
CREATE INDEX "fulfillment_orders_done_at_idx" ON "fulfillment_orders"("done_at");
CREATE INDEX "fulfillment_orders_shipment_ids_idx" ON "fulfillment_orders" USING GIN ("shipment_ids");
CREATE INDEX "fulfillment_orders_subject_idx" ON "fulfillment_orders"("subject");

CREATE TABLE "fulfillment_scans" (
    "client_scan_id" TEXT NOT NULL,
    "fulfillment_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "station" TEXT,
    "scanned" TEXT NOT NULL,
    "sku" TEXT,
    "line_id" TEXT,
    "quantity" INTEGER NOT NULL,
    "refusal" TEXT,
    "answer" JSONB NOT NULL,

    CONSTRAINT "fulfillment_scans_pkey" PRIMARY KEY ("fulfillment_id", "client_scan_id")
);
CREATE INDEX "fulfillment_scans_at_idx" ON "fulfillment_scans"("at");
CREATE INDEX "fulfillment_scans_actor_at_idx" ON "fulfillment_scans"("actor", "at");

CREATE TABLE "floor_work" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "station" TEXT,
    "warehouse" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "fulfillment_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "units" INTEGER NOT NULL,

    CONSTRAINT "floor_work_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "floor_work_station_kind_at_idx" ON "floor_work"("station", "kind", "at");
CREATE INDEX "floor_work_warehouse_kind_at_idx" ON "floor_work"("warehouse", "kind", "at");

CREATE TABLE "packing_stations" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "assigned_to" TEXT,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "packing_stations_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "packing_stations_warehouse_idx" ON "packing_stations"("warehouse");

CREATE TABLE "pick_walks" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "members" JSONB NOT NULL,
    "picker" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "fulfillment_ids" TEXT[],
    "version" INTEGER NOT NULL,

    CONSTRAINT "pick_walks_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "pick_walks_warehouse_started_at_id_idx" ON "pick_walks"("warehouse", "started_at", "id");
CREATE INDEX "pick_walks_fulfillment_ids_idx" ON "pick_walks" USING GIN ("fulfillment_ids");

CREATE TABLE "floor_exceptions" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "fulfillment_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "sku" TEXT,
    "quantity" INTEGER,
    "warehouse" TEXT,
    "vendor" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "floor_exceptions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "floor_exceptions_merchant_at_id_idx" ON "floor_exceptions"("merchant", "at", "id");
CREATE INDEX "floor_exceptions_at_id_idx" ON "floor_exceptions"("at", "id");
CREATE INDEX "floor_exceptions_settled_at_kind_idx" ON "floor_exceptions"("settled_at", "kind");
CREATE TABLE "returns" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "order_number" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "shipment_id" TEXT,
    "state" TEXT NOT NULL,
    "lines" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "photos" JSONB NOT NULL,
    "warehouse" TEXT,
    "way" TEXT,
    "drop_off_code" TEXT,
    "carrier" TEXT,
    "tracking_number" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "receipts" JSONB NOT NULL,
    "received" JSONB NOT NULL,
    "unexpected" JSONB NOT NULL,
    "inspections" JSONB NOT NULL,
    "refund" JSONB NOT NULL,
    "replacements" JSONB NOT NULL,
    "reason" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "refund_state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT,
    "sealed" TEXT,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "returns_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "returns_merchant_number_key" ON "returns"("merchant", "number");
CREATE INDEX "returns_order_id_idx" ON "returns"("order_id");
CREATE INDEX "returns_merchant_state_requested_at_id_idx" ON "returns"("merchant", "state", "requested_at", "id");
CREATE INDEX "returns_requested_at_id_idx" ON "returns"("requested_at", "id");
CREATE INDEX "returns_expires_at_idx" ON "returns"("expires_at");
CREATE INDEX "returns_shipment_id_idx" ON "returns"("shipment_id");
CREATE INDEX "returns_drop_off_code_idx" ON "returns"("drop_off_code");
CREATE INDEX "returns_tracking_number_idx" ON "returns"("tracking_number");
CREATE INDEX "returns_subject_idx" ON "returns"("subject");
