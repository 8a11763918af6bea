-- One row per order, replaced whole each time its channel amends or cancels it. No name, e-mail or street: analysts ask
-- about places and amounts, not about persons.
CREATE TABLE IF NOT EXISTS @local(order_facts) @on_cluster
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
ENGINE = @replacing(version)
ORDER BY order_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every order, as of the last event. Read with FINAL: older versions of a row stand here until parts merge';

@distributed(order_facts, cityHash64(order_id));
