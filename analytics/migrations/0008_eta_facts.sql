-- One row per shipment that arrived after we had said when it would: every estimate issued for it, judged. The arrays are
-- parallel, one element per estimate; ARRAY JOIN makes rows of them.
CREATE TABLE IF NOT EXISTS @local(eta_facts) @on_cluster
(
    shipment_id String COMMENT 'Shipment that arrived',
    carrier LowCardinality(String) COMMENT 'Carrier of the first leg',
    lane LowCardinality(String) COMMENT 'Origin and destination region, e.g. BR-SP>BR-RJ',
    arrived_at DateTime64(3, 'UTC') COMMENT 'When it was delivered',
    issued_at Array(DateTime64(3, 'UTC')) COMMENT 'When each estimate was issued',
    stages Array(LowCardinality(String)) COMMENT 'Unified status it was issued at',
    confidences Array(LowCardinality(String)) COMMENT 'high, medium or low',
    error_hours Array(Float64) COMMENT 'Arrival minus estimate in hours: positive when it came later than said',
    held Array(Bool) COMMENT 'Whether it arrived within the interval',
    width_hours Array(Float64) COMMENT 'Width of the interval in hours',
    claimed_confidences Array(LowCardinality(String)) COMMENT 'The level before any demotion',
    claimed_held Array(Bool) COMMENT 'Whether it arrived within the interval of that level',
    version UInt64 COMMENT 'Log position of the event that scored it; the highest wins'
)
ENGINE = @replacing(version)
ORDER BY shipment_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Estimates of arrival against arrivals. Read with FINAL: a shipment scored again stands here twice until parts merge';

@distributed(eta_facts, cityHash64(shipment_id));
