-- One row per time a carrier said when it expects to deliver: what it said as it stood then, so that nothing learnt from
-- history knows a later date than the parcel's own time did.
CREATE TABLE IF NOT EXISTS @local(carrier_estimate_facts) @on_cluster
(
    event_id String COMMENT 'Id of the event in the log',
    shipment_id String COMMENT 'Shipment it is about',
    received_at DateTime64(3, 'UTC') COMMENT 'When the carrier told us',
    expected_from Nullable(DateTime64(3, 'UTC')) COMMENT 'Begin of the window it named; null when it named none',
    expected_until Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the window it named; null when it named none',
    expected_day Nullable(Date32) COMMENT 'Day at the destination, where only a day was said',
    version UInt64 COMMENT 'Log position of the event'
)
ENGINE = @replacing(version)
ORDER BY (shipment_id, event_id)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every change of a carrier''s own estimate. Read with FINAL: a row may stand here twice until its parts merge';

@distributed(carrier_estimate_facts, cityHash64(shipment_id));
