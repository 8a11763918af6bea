/**
 * Orders as a tower has them after half a year, written straight into their table: most gone, some of the last days in every
 * stage, a few held, with wrong addresses, waiting. What names people is a box of the length that real ones have.
 */

const columns = [
  'id',
  'merchant',
  'channel',
  'external_id',
  'number',
  'status',
  'content',
  'placed_at',
  'placed_at_zone',
  'cancelled_at',
  'allocations',
  'waiting',
  'issued',
  'holds',
  'address_findings',
  'stage',
  'promise_day',
  'skus',
  'over_at',
  'warehouses',
  'version',
  'subject',
  'sealed',
];

/** The statement that writes `count` orders; the same ones each time. */
export const orderRowsSql = (count: number): string => `
  WITH seeded AS MATERIALIZED (SELECT setseed(0.42)),
  drawn AS MATERIALIZED (
    SELECT n, random() AS a, random() AS b, random() AS c, random() AS d, random() AS e, random() AS f,
      now() - interval '180 days' * power(random(), 1.3) AS placed_at
    FROM seeded, generate_series(1, ${count}) n),
  staged AS MATERIALIZED (
    SELECT *, floor(5000 * power(b, 3))::int AS sku_number,
      CASE WHEN placed_at < now() - interval '6 days'
        THEN CASE WHEN a < 0.93 THEN 'shipped' WHEN a < 0.98 THEN 'cancelled' WHEN a < 0.99 THEN 'backordered' ELSE 'partly_shipped' END
        ELSE CASE WHEN a < 0.35 THEN 'shipped' WHEN a < 0.4 THEN 'cancelled' WHEN a < 0.45 THEN 'held' WHEN a < 0.53 THEN 'backordered'
          WHEN a < 0.58 THEN 'partly_allocated' WHEN a < 0.62 THEN 'partly_shipped' WHEN a < 0.67 THEN 'placed' ELSE 'allocated' END
      END AS stage
    FROM drawn),
  whole AS (
    SELECT *, 'SKU-' || lpad(sku_number::text, 4, '0') AS sku,
      CASE WHEN c < 0.0005 THEN 'wh-rare' ELSE 'wh-' || floor(c * 6)::int END AS warehouse,
      stage IN ('allocated', 'partly_allocated', 'partly_shipped') OR (stage = 'held' AND d < 0.6) AS promised,
      stage IN ('backordered', 'partly_allocated') AS waits
    FROM staged)
  INSERT INTO orders (${columns.join(', ')})
  SELECT 'ord_' || substr(md5(n::text), 1, 20),
    CASE WHEN d < 0.7 THEN 'm-1' WHEN d < 0.9 THEN 'm-2' ELSE 'm-3' END,
    CASE WHEN e < 0.0005 THEN 'channel-rare' ELSE 'channel-' || floor(power(e, 2) * 8)::int END,
    'ext-' || n, 'A-' || (1000 + n), CASE WHEN stage = 'cancelled' THEN 'cancelled' ELSE 'placed' END,
    jsonb_build_object('number', 'A-' || (1000 + n), 'customer', jsonb_build_object('tier', 'standard'),
      'shipTo', jsonb_build_object('city', 'Sevilla', 'country', 'ES', 'postalCode', '410', 'latitude', 37.38, 'longitude', -5.97),
      'lines', jsonb_build_array(
        jsonb_build_object('sku', sku, 'channelSku', 'L-' || sku_number, 'name', '', 'quantity', 1 + floor(f * 3)::int,
          'unitPrice', 2500, 'tags', '[]'::jsonb, 'fulfillmentType', 'stock', 'weightGrams', 900),
        jsonb_build_object('sku', 'SKU-' || lpad(((sku_number * 31 + n) % 5000)::text, 4, '0'), 'name', '', 'quantity', 1, 'unitPrice', 900,
          'tags', '["fragile"]'::jsonb, 'fulfillmentType', 'stock')),
      'currency', 'EUR', 'total', 5000, 'promise', jsonb_build_object('day', (placed_at + interval '4 days')::date::text,
      'timeZone', 'Europe/Madrid'), 'shipBy', NULL),
    placed_at, 'given', CASE WHEN stage = 'cancelled' THEN placed_at + interval '1 hour' END,
    CASE WHEN promised THEN jsonb_build_array(jsonb_build_object('lineId', '1', 'sku', sku, 'warehouse', warehouse, 'bin', 'A-01-01',
      'lot', 'lot-1', 'quantity', 1, 'perUnit', 1)) ELSE '[]' END,
    CASE WHEN waits THEN jsonb_build_array(jsonb_build_object('lineId', '2', 'sku', sku, 'quantity', 1, 'perUnit', 1)) ELSE '[]' END,
    CASE WHEN stage IN ('shipped', 'partly_shipped') THEN jsonb_build_array(jsonb_build_object('shipmentId', 'shp_' || n, 'at', placed_at,
      'lines', '[{"lineId":"1","quantity":1}]'::jsonb, 'taken', '[]'::jsonb)) ELSE '[]' END,
    CASE WHEN stage = 'held' THEN jsonb_build_array(jsonb_build_object('holdId', 'hld_' || n, 'kind',
      (ARRAY['payment', 'address_check', 'manual', 'fraud'])[1 + floor(power(f, 2) * 4)::int], 'note', '', 'until', NULL, 'keepsStock', true,
      'at', placed_at)) ELSE '[]' END,
    CASE WHEN b > 0.99 AND placed_at > now() - interval '30 days' THEN '[{"path":"postalCode","code":"format"}]' ELSE '[]' END::jsonb,
    stage, CASE WHEN c < 0.9 THEN (placed_at + interval '4 days')::date::text END,
    ARRAY[sku, 'L-' || sku_number, 'SKU-' || lpad(((sku_number * 31 + n) % 5000)::text, 4, '0')],
    CASE WHEN stage IN ('shipped', 'cancelled') THEN least(now(), placed_at + interval '1 day' * (0.05 + f)) END,
    CASE WHEN promised THEN ARRAY[warehouse] ELSE '{}' END, 4, 'sub_' || (n % 60000), repeat(md5(n::text), 24)
  FROM whole`;
