-- One row per event of the log: what analysts count, what the wall falls back on, and what `gantry analytics verify`
-- compares with Postgres. Partitioned by the month of recorded_at: an event's recorded_at never changes, so both copies
-- of a twice delivered event land in one partition and collapse there.
CREATE TABLE IF NOT EXISTS @local(event_facts) @on_cluster
(
    seq UInt64 COMMENT 'Position in the log: dense, starting at 1',
    event_id String COMMENT 'Id of the event in the log',
    name LowCardinality(String) COMMENT 'What happened, e.g. tracking.scan_recorded',
    stream LowCardinality(String) COMMENT 'Kind of the thing it happened to: order, shipping, tracking ...',
    stream_id String COMMENT 'Id of the thing it happened to',
    version UInt32 COMMENT 'Position within its stream, from 1',
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it happened in the world; the time of recording when nobody said',
    zone LowCardinality(String) COMMENT 'How sure the time zone of occurred_at is: given, inferred or unknown',
    received_at DateTime64(3, 'UTC') COMMENT 'When it reached us',
    recorded_at DateTime64(3, 'UTC') COMMENT 'When it was written to the log',
    correlation_id String COMMENT 'The golden thread: everything one order caused carries the same value',
    causation_id Nullable(String) COMMENT 'The event this one follows from; null when a person or a partner started it',
    actor LowCardinality(String) COMMENT 'Who did it: a person, an API key or a part of the system',
    channel LowCardinality(Nullable(String)) COMMENT 'Sales channel, for orders placed and shipments created',
    carrier LowCardinality(Nullable(String)) COMMENT 'Carrier, for scans, labels and shipments created',
    status LowCardinality(Nullable(String)) COMMENT 'Unified tracking status of a scan or standing; null while a code is not mapped',
    reason LowCardinality(Nullable(String)) COMMENT 'Reason under the status or exception, when there is one',
    code LowCardinality(Nullable(String)) COMMENT 'The carrier''s own code of a scan',
    country LowCardinality(Nullable(String)) COMMENT 'Country of the place of a scan, ISO 3166-1 alpha-2',
    exception_kind LowCardinality(Nullable(String)) COMMENT 'Kind of exception, for tracking.exception_* events',
    reporting_lag_seconds Nullable(Float64) COMMENT 'Scans: received_at minus the time of the scan; null when its zone is unknown. Negative when the carrier''s clock is ahead',
    INDEX recorded_at_range recorded_at TYPE minmax GRANULARITY 1
)
ENGINE = @replacing()
PARTITION BY toYYYYMM(recorded_at)
ORDER BY seq
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every event, once. Read with FINAL: a row may stand here twice until its parts merge';

@distributed(event_facts, cityHash64(stream_id));
