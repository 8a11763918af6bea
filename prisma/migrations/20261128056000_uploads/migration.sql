-- Pictures people sent, sealed under the keys of those they are of
CREATE TABLE "uploads" (
    "id" TEXT NOT NULL,
    "context" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "merchant" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,
    "attached_to" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "uploads_context_owner_idx" ON "uploads"("context", "owner");
CREATE INDEX "uploads_subject_idx" ON "uploads"("subject");
CREATE INDEX "uploads_expires_at_idx" ON "uploads"("expires_at");
