CREATE TABLE IF NOT EXISTS event_facts_local ON CLUSTER 'gantry'
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
ENGINE = ReplicatedReplacingMergeTree()
PARTITION BY toYYYYMM(recorded_at)
ORDER BY seq
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every event, once. Read with FINAL: a row may stand here twice until its parts merge';

CREATE TABLE IF NOT EXISTS event_facts ON CLUSTER 'gantry' AS event_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'event_facts_local', cityHash64(stream_id))
COMMENT 'All shards of event_facts_local: what it says of its rows holds here';

CREATE TABLE IF NOT EXISTS shipment_facts_local ON CLUSTER 'gantry'
(
    shipment_id String COMMENT 'Id of the shipment, shp_...',
    order_id String COMMENT 'Order it belongs to',
    order_number String COMMENT 'Order number as the channel prints it',
    channel LowCardinality(String) COMMENT 'Sales channel of the order',
    reference String COMMENT 'Caller''s own name for the shipment, unique within the order',
    carrier LowCardinality(String) COMMENT 'Carrier of the first leg',
    service LowCardinality(String) COMMENT 'Carrier service of the first leg',
    tracking_number String COMMENT 'Tracking number of the first leg',
    warehouse LowCardinality(Nullable(String)) COMMENT 'Warehouse it leaves from; null when it leaves from elsewhere',
    origin_country LowCardinality(String) COMMENT 'Country it leaves, ISO 3166-1 alpha-2',
    origin_state LowCardinality(Nullable(String)) COMMENT 'State or province it leaves, as sent',
    origin_city String COMMENT 'City it leaves, as sent',
    destination_country LowCardinality(String) COMMENT 'Country it goes to, ISO 3166-1 alpha-2',
    destination_state LowCardinality(Nullable(String)) COMMENT 'State or province it goes to, as sent',
    destination_city String COMMENT 'City it goes to, as sent',
    region LowCardinality(String) COMMENT 'Destination as a key: country-state such as BR-SP, or the country alone',
    lane LowCardinality(String) COMMENT 'Origin and destination region, e.g. BR-SP>BR-RJ',
    packages UInt32 COMMENT 'Number of packages',
    weight_grams Nullable(Int64) COMMENT 'Weight of all packages in grams; null unless every package has one',
    cost_minor Nullable(Int64) COMMENT 'What the carrier charges, in minor units of cost_currency; null when not known',
    cost_currency LowCardinality(Nullable(String)) COMMENT 'Currency of cost_minor, ISO 4217',
    order_placed_at DateTime64(3, 'UTC') COMMENT 'When the order was placed',
    created_at DateTime64(3, 'UTC') COMMENT 'When the shipment was created',
    ship_by Nullable(DateTime64(3, 'UTC')) COMMENT 'When it should be with the carrier at the latest; null when nobody said',
    promised_day Nullable(Date32) COMMENT 'First promise to the customer: calendar day at the destination; null without a promise',
    last_promised_day Nullable(Date32) COMMENT 'Latest promise to the customer; equal to promised_day until it is changed',
    promise_time_zone LowCardinality(Nullable(String)) COMMENT 'IANA zone whose clock judges the promise',
    status LowCardinality(String) COMMENT 'Unified tracking status it has now',
    position LowCardinality(String) COMMENT 'Place in the journey; differs from status under an overlay such as delayed',
    reason LowCardinality(Nullable(String)) COMMENT 'Why it stands there, when the carrier said',
    action_required_by LowCardinality(String) COMMENT 'Who has to act for it to go on: us, carrier, recipient, authority, none',
    since Nullable(DateTime64(3, 'UTC')) COMMENT 'When the scan behind the status happened; null before the first',
    picked_up_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was handed to the carrier; null until then',
    delivered_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was delivered; null until then',
    ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was delivered, returned to sender or cancelled; null until then',
    last_scan_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When its last scan happened; null before the first',
    delivered_day_local Nullable(Date32) COMMENT 'Calendar day of delivered_at in promise_time_zone; null without either',
    on_time Nullable(Bool) COMMENT 'Delivered on or before promised_day; null while not delivered or without a promise',
    on_time_last_promise Nullable(Bool) COMMENT 'Delivered on or before last_promised_day; null as on_time',
    failed_attempts UInt32 COMMENT 'Delivery attempts that failed',
    first_attempt Nullable(Bool) COMMENT 'Delivered without a failed attempt; null while not delivered',
    transit_days Nullable(Float64) COMMENT 'delivered_at minus picked_up_at in days of 86400 s; negative when the carrier''s times contradict each other',
    had_delayed Bool COMMENT 'Has or had a delayed exception',
    had_lost Bool COMMENT 'Has or had a lost exception',
    had_damaged Bool COMMENT 'Has or had a damaged exception',
    had_return_initiated Bool COMMENT 'Has or had a return_initiated exception',
    had_contradiction Bool COMMENT 'Has or had scans that cannot all be true',
    is_lost Bool COMMENT 'A lost exception is open now',
    open_exceptions UInt32 COMMENT 'Exceptions open now',
    exception_ids Array(String) COMMENT 'Its exceptions that were not withdrawn',
    exception_kinds Array(LowCardinality(String)) COMMENT 'Kind of each of exception_ids',
    exception_open Array(Bool) COMMENT 'Whether each of exception_ids is open',
    scans UInt32 COMMENT 'Scans recorded for it',
    scan_lags Array(Float64) COMMENT 'Seconds from a scan to its arrival here, for the first 100 scans with a known time',
    voided Bool COMMENT 'We cancelled it (shipping.shipment_cancelled)',
    cancelled Bool COMMENT 'Cancelled, by us or as the carrier reports. Figures leave it out unless it was picked up or delivered',
    counted_day Date32 COMMENT 'Day it counts on, UTC: handed to the carrier, or created while it was not',
    first_event_seq UInt64 COMMENT 'Log position of the event that created it',
    version UInt64 COMMENT 'Log position of the last event in this row; the highest wins'
)
ENGINE = ReplicatedReplacingMergeTree(version)
ORDER BY shipment_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every shipment, as of the last event. Read with FINAL: older versions of a row stand here until parts merge';

CREATE TABLE IF NOT EXISTS shipment_facts ON CLUSTER 'gantry' AS shipment_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'shipment_facts_local', cityHash64(shipment_id))
COMMENT 'All shards of shipment_facts_local: what it says of its rows holds here';

CREATE TABLE IF NOT EXISTS order_facts_local ON CLUSTER 'gantry'
(
    order_id String COMMENT 'Id of the order, ord_...',
    channel LowCardinality(String) COMMENT 'Sales channel',
    external_id String COMMENT 'Id the channel gives the order',
    number String COMMENT 'Order number as the channel prints it',
    customer_tier LowCardinality(String) COMMENT 'standard, premium, vip or enterprise',
    placed_at DateTime64(3, 'UTC') COMMENT 'When the customer placed it',
    placed_at_zone LowCardinality(String) COMMENT 'How sure the time zone of placed_at is: given, inferred or unknown',
    currency LowCardinality(String) COMMENT 'Currency of the order, ISO 4217',
    total_minor Int64 COMMENT 'Total in minor units of currency',
    order_lines UInt32 COMMENT 'Number of lines',
    units UInt64 COMMENT 'Pieces over all lines',
    country LowCardinality(String) COMMENT 'Ship-to country, ISO 3166-1 alpha-2',
    state LowCardinality(Nullable(String)) COMMENT 'Ship-to state or province, as sent',
    city String COMMENT 'Ship-to city, as sent',
    region LowCardinality(String) COMMENT 'Ship-to as a key: country-state such as BR-SP, or the country alone',
    ship_by Nullable(DateTime64(3, 'UTC')) COMMENT 'When it should be with a carrier at the latest; null when nobody said',
    promised_day Nullable(Date32) COMMENT 'First promise to the customer: calendar day at the destination; null without a promise',
    last_promised_day Nullable(Date32) COMMENT 'Latest promise to the customer',
    promise_time_zone LowCardinality(Nullable(String)) COMMENT 'IANA zone whose clock judges the promise',
    contradiction Bool COMMENT 'The channel sent times that cannot be true; they are kept as sent',
    amendments UInt32 COMMENT 'How often the channel changed it',
    cancelled Bool COMMENT 'Cancelled',
    cancelled_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was cancelled; null when it was not',
    cancel_reason Nullable(String) COMMENT 'Reason given for the cancellation',
    first_event_seq UInt64 COMMENT 'Log position of the event that placed it',
    version UInt64 COMMENT 'Log position of the last event in this row; the highest wins'
)
ENGINE = ReplicatedReplacingMergeTree(version)
ORDER BY order_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every order, as of the last event. Read with FINAL: older versions of a row stand here until parts merge';

CREATE TABLE IF NOT EXISTS order_facts ON CLUSTER 'gantry' AS order_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'order_facts_local', cityHash64(order_id))
COMMENT 'All shards of order_facts_local: what it says of its rows holds here';

CREATE TABLE IF NOT EXISTS exception_facts_local ON CLUSTER 'gantry'
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
ENGINE = ReplicatedReplacingMergeTree(version)
ORDER BY exception_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every exception, as of the last event. Read with FINAL: older versions of a row stand here until parts merge';

CREATE TABLE IF NOT EXISTS exception_facts ON CLUSTER 'gantry' AS exception_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'exception_facts_local', cityHash64(shipment_id))
COMMENT 'All shards of exception_facts_local: what it says of its rows holds here';

CREATE TABLE IF NOT EXISTS scan_facts_local ON CLUSTER 'gantry'
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
ENGINE = ReplicatedReplacingMergeTree(version)
ORDER BY (shipment_id, scan_id)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every scan, as it is understood now. Read with FINAL: older versions of a row stand here until parts merge';

CREATE TABLE IF NOT EXISTS scan_facts ON CLUSTER 'gantry' AS scan_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'scan_facts_local', cityHash64(shipment_id))
COMMENT 'All shards of scan_facts_local: what it says of its rows holds here';

CREATE TABLE IF NOT EXISTS parcel_facts_local ON CLUSTER 'gantry'
(
    shipment_id String COMMENT 'Id of the shipment, shp_...',
    legs UInt32 COMMENT 'Legs of its journey as planned',
    origin_postal_code Nullable(String) COMMENT 'First three characters of the postal code it leaves',
    origin_latitude Nullable(Float64) COMMENT 'Latitude it leaves, rounded to two decimals (about a kilometre)',
    origin_longitude Nullable(Float64) COMMENT 'Longitude it leaves, rounded alike',
    destination_postal_code Nullable(String) COMMENT 'First three characters of the postal code it goes to',
    destination_latitude Nullable(Float64) COMMENT 'Latitude it goes to, rounded alike',
    destination_longitude Nullable(Float64) COMMENT 'Longitude it goes to, rounded alike',
    volume_cm3 Nullable(Float64) COMMENT 'Volume of all packages in cubic centimetres; null unless every package has dimensions',
    version UInt64 COMMENT 'Log position of the event that created the shipment'
)
ENGINE = ReplicatedReplacingMergeTree(version)
ORDER BY shipment_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every parcel as it set out. Read with FINAL: a row may stand here twice until its parts merge';

CREATE TABLE IF NOT EXISTS parcel_facts ON CLUSTER 'gantry' AS parcel_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'parcel_facts_local', cityHash64(shipment_id))
COMMENT 'All shards of parcel_facts_local: what it says of its rows holds here';

CREATE TABLE IF NOT EXISTS carrier_estimate_facts_local ON CLUSTER 'gantry'
(
    event_id String COMMENT 'Id of the event in the log',
    shipment_id String COMMENT 'Shipment it is about',
    received_at DateTime64(3, 'UTC') COMMENT 'When the carrier told us',
    expected_from Nullable(DateTime64(3, 'UTC')) COMMENT 'Begin of the window it named; null when it named none',
    expected_until Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the window it named; null when it named none',
    expected_day Nullable(Date32) COMMENT 'Day at the destination, where only a day was said',
    version UInt64 COMMENT 'Log position of the event'
)
ENGINE = ReplicatedReplacingMergeTree(version)
ORDER BY (shipment_id, event_id)
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every change of a carrier''s own estimate. Read with FINAL: a row may stand here twice until its parts merge';

CREATE TABLE IF NOT EXISTS carrier_estimate_facts ON CLUSTER 'gantry' AS carrier_estimate_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'carrier_estimate_facts_local', cityHash64(shipment_id))
COMMENT 'All shards of carrier_estimate_facts_local: what it says of its rows holds here';

CREATE TABLE IF NOT EXISTS eta_facts_local ON CLUSTER 'gantry'
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
ENGINE = ReplicatedReplacingMergeTree(version)
ORDER BY shipment_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Estimates of arrival against arrivals. Read with FINAL: a shipment scored again stands here twice until parts merge';

CREATE TABLE IF NOT EXISTS eta_facts ON CLUSTER 'gantry' AS eta_facts_local
ENGINE = Distributed('gantry', currentDatabase(), 'eta_facts_local', cityHash64(shipment_id))
COMMENT 'All shards of eta_facts_local: what it says of its rows holds here';

