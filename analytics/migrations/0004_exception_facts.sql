-- One row per exception case, replaced whole each time it is resolved, revised or withdrawn. Sharded by its shipment, so
-- that asking for the exceptions of some shipments stays within a shard.
CREATE TABLE IF NOT EXISTS @local(exception_facts) @on_cluster
(
    exception_id String COMMENT 'Id of the exception',
    shipment_id String COMMENT 'Shipment it is about; join shipment_facts on it for carrier, lane and channel',
    kind LowCardinality(String) COMMENT 'delayed, lost, damaged, return_initiated or contradiction',
    reason LowCardinality(Nullable(String)) COMMENT 'Reason code beneath the kind, when the carrier said',
    detail String COMMENT 'What was seen, in words',
    opened_at DateTime64(3, 'UTC') COMMENT 'When it began',
    resolved_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; null while it is open',
    resolution_hours Nullable(Float64) COMMENT 'resolved_at minus opened_at in hours; null while it is open',
    reopened UInt32 COMMENT 'How often a late scan showed that it had not ended after all',
    withdrawn Bool COMMENT 'A late scan showed that it never was; no figure counts it',
    first_event_seq UInt64 COMMENT 'Log position of the event that opened it',
    version UInt64 COMMENT 'Log position of the last event in this row; the highest wins'
)
ENGINE = @replacing(version)
ORDER BY exception_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every exception, as of the last event. Read with FINAL: older versions of a row stand here until parts merge';

@distributed(exception_facts, cityHash64(shipment_id));
