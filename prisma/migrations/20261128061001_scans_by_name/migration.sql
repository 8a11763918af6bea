-- Units that are nobody's are laid back by the scan's name alone: sent again, it is looked for whose they were.
CREATE INDEX "fulfillment_scans_client_scan_id_idx" ON "fulfillment_scans"("client_scan_id");
