-- Mails to customers lie under the key of their data subject and end with it, the tower's own are of no subject.
ALTER TABLE "outbox_mails" ADD COLUMN "key_id" TEXT, ADD COLUMN "subject" TEXT, ADD COLUMN "merchant" TEXT;
CREATE INDEX "outbox_mails_subject_idx" ON "outbox_mails"("subject");
