-- The ETACalculator: the newest estimate of each shipment, when to look again, the trained models, and how far each level of
-- confidence is believed. tracked_shipments.expected_at and risk_at are not written any more: both follow from the estimate.
-- They stay until no process of the version before writes them.
CREATE TABLE "shipment_etas" (
  "shipment_id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "low" TIMESTAMPTZ(3) NOT NULL,
  "high" TIMESTAMPTZ(3) NOT NULL,
  "confidence" TEXT NOT NULL,
  "cell" TEXT NOT NULL,
  "shipments" INTEGER NOT NULL,
  "stage" TEXT NOT NULL,
  "cause" TEXT NOT NULL,
  "model" INTEGER NOT NULL,
  "issued" INTEGER NOT NULL,
  "issued_at" TIMESTAMPTZ(3) NOT NULL,
  "arrived_at" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL,
  CONSTRAINT "shipment_etas_pkey" PRIMARY KEY ("shipment_id")
);

CREATE TABLE "eta_watch" (
  "shipment_id" TEXT NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  "model" INTEGER NOT NULL,
  CONSTRAINT "eta_watch_pkey" PRIMARY KEY ("shipment_id")
);
CREATE INDEX "eta_watch_due_at_idx" ON "eta_watch" ("due_at");

CREATE TABLE "eta_models" (
  "id" TEXT NOT NULL,
  "model" INTEGER NOT NULL,
  "shipments" INTEGER NOT NULL,
  "as_of" TIMESTAMPTZ(3) NOT NULL,
  "data" BYTEA,
  "version" INTEGER NOT NULL,
  CONSTRAINT "eta_models_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "eta_models_model_key" ON "eta_models" ("model");

CREATE TABLE "eta_levels" (
  "level" TEXT NOT NULL,
  "said_as" TEXT NOT NULL,
  "held" DOUBLE PRECISION NOT NULL,
  "estimates" INTEGER NOT NULL,
  "model" INTEGER NOT NULL,
  "version" INTEGER NOT NULL,
  CONSTRAINT "eta_levels_pkey" PRIMARY KEY ("level")
);
