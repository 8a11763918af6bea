-- What is known of a parcel when it sets out, beside what shipment_facts has: where exactly it comes from and goes to, and
-- how large it is. No street and no name.
CREATE TABLE IF NOT EXISTS @local(parcel_facts) @on_cluster
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
ENGINE = @replacing(version)
ORDER BY shipment_id
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Every parcel as it set out. Read with FINAL: a row may stand here twice until its parts merge';

@distributed(parcel_facts, cityHash64(shipment_id));
