-- One row per scan, written once and replaced only when its code is mapped anew: what a parcel went through, stage by stage,
-- in the times of the world. The ETA model learns from it.
CREATE TABLE IF NOT EXISTS @local(scan_facts) @on_cluster
(
    scan_id String COMMENT 'Id of the scan, scn_...',
    shipment_id String COMMENT 'Shipment it was recorded for',
    carrier LowCardinality(String) COMMENT 'Connection it came through',
    leg UInt32 COMMENT 'Leg of the journey, from 1',
    code LowCardinality(String) COMMENT 'The carrier''s own code',
    status LowCardinality(Nullable(String)) COMMENT 'Unified status as the code is understood now; null while it is not mapped',
    occurred_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it happened; null when the zone of its time is not known',
    local_time Nullable(String) COMMENT 'The clock of the place as printed, where the zone is not known',
    received_at DateTime64(3, 'UTC') COMMENT 'When it reached us',
    correction Bool COMMENT 'A person''s explicit correction',
    country LowCardinality(Nullable(String)) COMMENT 'Country of its place, ISO 3166-1 alpha-2',
    first_event_seq UInt64 COMMENT 'Log position of the event that recorded it',
    version UInt64 COMMENT 'Log position of the last event in this row; the highest wins',
    INDEX scan_id_filter scan_id TYPE bloom_filter GRANULARITY 4
)
ENGINE = @replacing(version)
ORDER BY (shipment_id, scan_id)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every scan, as it is understood now. Read with FINAL: older versions of a row stand here until parts merge';

@distributed(scan_facts, cityHash64(shipment_id));
