-- The catalog, places, stock with its ledger and reservations, purchase orders and transfers, and what became of the lines of orders.
CREATE TABLE "products" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "barcodes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "archived" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "warehouses" (
    "id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "warehouses_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "warehouse_locations" (
    "id" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "bin" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "warehouse_locations_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "vendors" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "vendors_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "listings" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "channel_sku" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "mapped" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "listings_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "channel_rules" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "channel_rules_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "stock_items" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "in_transit" JSONB NOT NULL,
    "reorder_raised" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "stock_items_pkey" PRIMARY KEY ("id")
);
-- Whatever a program believes: nothing below zero, nothing promised twice.
CREATE TABLE "stock_balances" (
    "stock_id" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "bin" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "lot" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL,

    CONSTRAINT "stock_balances_pkey" PRIMARY KEY ("stock_id","warehouse","bin","condition","lot"),
    CONSTRAINT "stock_balances_on_hand" CHECK ("on_hand" >= 0),
    CONSTRAINT "stock_balances_reserved" CHECK ("reserved" BETWEEN 0 AND "on_hand"),
    CONSTRAINT "stock_balances_condition" CHECK ("condition" IN ('sellable', 'damaged'))
);
CREATE TABLE "stock_lots" (
    "stock_id" TEXT NOT NULL,
    "lot" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "unit_cost" BIGINT,
    "currency" TEXT,
    "expires_on" DATE,

    CONSTRAINT "stock_lots_pkey" PRIMARY KEY ("stock_id","lot")
);
CREATE TABLE "stock_movements" (
    "id" TEXT NOT NULL,
    "stock_id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "on_hand" INTEGER NOT NULL,
    "reserved" INTEGER NOT NULL,
    "entries" JSONB NOT NULL,
    "order_id" TEXT,
    "line_id" TEXT,
    "reason" TEXT,
    "reference" TEXT,
    "actor" TEXT NOT NULL,

    CONSTRAINT "stock_movements_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "stock_reservations" (
    "stock_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "bin" TEXT NOT NULL,
    "lot" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "stock_reservations_pkey" PRIMARY KEY ("stock_id","order_id","line_id","warehouse","bin","lot"),
    CONSTRAINT "stock_reservations_quantity" CHECK ("quantity" >= 0)
);
CREATE TABLE "purchase_orders" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "expected_on" DATE,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "content" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "purchase_orders_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "expected_supply" (
    "source_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "stock_id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "warehouse" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "expected_on" DATE,

    CONSTRAINT "expected_supply_pkey" PRIMARY KEY ("source_id","line_id")
);
CREATE TABLE "transfers" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "from_warehouse" TEXT NOT NULL,
    "to_warehouse" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "expected_on" DATE,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "content" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "order_demand" (
    "order_id" TEXT NOT NULL,
    "line_id" TEXT NOT NULL,
    "stock_id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "promise_day" DATE,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_demand_pkey" PRIMARY KEY ("order_id","line_id","stock_id")
);

-- The defaults are what orders of before fold to, and what processes of before go on writing while they are replaced.
ALTER TABLE "orders" ADD COLUMN "cancelled" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN "allocations" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "waiting" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "issued" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "holds" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "address_findings" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "address_forced" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "reserved_until" TIMESTAMPTZ(3),
ADD COLUMN "merge" JSONB,
ADD COLUMN "erp" JSONB,
ADD COLUMN "stage" TEXT NOT NULL DEFAULT 'placed',
ADD COLUMN "held_until" TIMESTAMPTZ(3),
ADD COLUMN "promise_day" TEXT,
ADD COLUMN "skus" TEXT[] DEFAULT ARRAY[]::TEXT[];
UPDATE "orders" SET "stage" = CASE WHEN "status" = 'cancelled' THEN 'cancelled' ELSE 'placed' END,
  "promise_day" = "content" -> 'promise' ->> 'day',
  "skus" = ARRAY(SELECT DISTINCT s FROM jsonb_array_elements("content" -> 'lines') l,
    unnest(ARRAY[l ->> 'sku', l ->> 'channelSku']) s WHERE s IS NOT NULL ORDER BY s);

CREATE UNIQUE INDEX "products_merchant_sku_key" ON "products"("merchant", "sku");
CREATE INDEX "products_barcodes_idx" ON "products" USING GIN ("barcodes");
CREATE UNIQUE INDEX "warehouse_locations_warehouse_bin_key" ON "warehouse_locations"("warehouse", "bin");
CREATE UNIQUE INDEX "vendors_merchant_vendor_key" ON "vendors"("merchant", "vendor");
CREATE UNIQUE INDEX "listings_merchant_channel_channel_sku_key" ON "listings"("merchant", "channel", "channel_sku");
CREATE INDEX "listings_merchant_sku_idx" ON "listings"("merchant", "sku");
CREATE UNIQUE INDEX "channel_rules_merchant_channel_key" ON "channel_rules"("merchant", "channel");
CREATE UNIQUE INDEX "stock_items_merchant_sku_key" ON "stock_items"("merchant", "sku");
CREATE INDEX "stock_balances_warehouse_bin_idx" ON "stock_balances"("warehouse", "bin");
CREATE INDEX "stock_balances_merchant_sku_idx" ON "stock_balances"("merchant", "sku");
CREATE INDEX "stock_movements_stock_id_at_id_idx" ON "stock_movements"("stock_id", "at", "id");
CREATE INDEX "stock_movements_merchant_at_id_idx" ON "stock_movements"("merchant", "at", "id");
CREATE INDEX "stock_movements_order_id_idx" ON "stock_movements"("order_id");
CREATE INDEX "stock_movements_reference_idx" ON "stock_movements"("reference");
CREATE INDEX "stock_reservations_order_id_idx" ON "stock_reservations"("order_id");
CREATE INDEX "purchase_orders_merchant_state_expected_on_idx" ON "purchase_orders"("merchant", "state", "expected_on");
CREATE UNIQUE INDEX "purchase_orders_merchant_number_key" ON "purchase_orders"("merchant", "number");
CREATE INDEX "expected_supply_stock_id_expected_on_idx" ON "expected_supply"("stock_id", "expected_on");
CREATE INDEX "transfers_merchant_state_sent_at_idx" ON "transfers"("merchant", "state", "sent_at");
CREATE INDEX "order_demand_stock_id_promise_day_placed_at_order_id_idx" ON "order_demand"("stock_id", "promise_day", "placed_at", "order_id");
CREATE INDEX "order_demand_merchant_sku_idx" ON "order_demand"("merchant", "sku");
CREATE INDEX "orders_merchant_stage_placed_at_id_idx" ON "orders"("merchant", "stage", "placed_at", "id");
CREATE INDEX "orders_stage_placed_at_id_idx" ON "orders"("stage", "placed_at", "id");
CREATE INDEX "orders_skus_idx" ON "orders" USING GIN ("skus");
CREATE INDEX "orders_reserved_until_idx" ON "orders"("reserved_until");
CREATE INDEX "orders_held_until_idx" ON "orders"("held_until");
