-- Each merchant's ERP, and what customers and orders are called there.
CREATE TABLE "erp_connections" (
    "merchant" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "key_name" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(3),
    "secret" TEXT NOT NULL DEFAULT '',
    "last_ok_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "erp_connections_pkey" PRIMARY KEY ("merchant")
);
CREATE TABLE "erp_ids" (
    "id" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "order_id" TEXT,
    "subject" TEXT,
    "their_hash" TEXT,
    "since" TIMESTAMPTZ(3),
    "claimed_by" TEXT,
    "claimed_attempt" INTEGER,
    "claimed_until" TIMESTAMPTZ(3),
    "trash_id" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "erp_ids_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "erp_ids_merchant_since_id_idx" ON "erp_ids"("merchant", "since", "id");
CREATE INDEX "erp_ids_since_id_idx" ON "erp_ids"("since", "id");
CREATE INDEX "erp_ids_subject_idx" ON "erp_ids"("subject");
CREATE INDEX "erp_ids_order_id_idx" ON "erp_ids"("order_id");
CREATE INDEX "erp_ids_key_idx" ON "erp_ids"("key");
CREATE INDEX "erp_ids_their_hash_idx" ON "erp_ids"("their_hash");
