/** How alive each carrier's reporting is: scans per minute and how late they come. The wall falls back on it after a start. */
import { z } from 'zod';
import type { Analytics } from '../client.ts';

const MINUTES = 30;

export type CarrierPulse = {
  carrier: string;
  /** Scans recorded in each of the last 30 minutes, oldest first. */
  perMinute: number[];
  /** Median seconds from a scan to its arrival here; null when no scan had a known time. */
  medianLagSeconds: number | null;
  /** When the last scan was recorded, ISO 8601. */
  lastEventAt: string;
};

const sql = `
SELECT assumeNotNull(carrier) AS scanCarrier,
  sumMap(map(toUInt8(intDiv(toUnixTimestamp64Milli(recorded_at) - {since:Int64}, 60000)), toUInt64(1))) AS minutes,
  quantileExactInclusiveOrNull(0.5)(reporting_lag_seconds) AS lag,
  toUnixTimestamp64Milli(max(recorded_at)) AS last
FROM event_facts FINAL
WHERE recorded_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND recorded_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
  AND name = 'tracking.scan_recorded' AND carrier IS NOT NULL
GROUP BY scanCarrier ORDER BY scanCarrier`;

const row = z.object({
  scanCarrier: z.string(),
  minutes: z.record(z.string(), z.number()),
  lag: z.number().nullable(),
  last: z.number(),
});

/** The pulse of every carrier that was heard of in the 30 minutes before `now`, by name. */
export const eventPulse = async (client: Analytics, now: Date): Promise<CarrierPulse[]> => {
  const until = now.getTime();
  const rows = await client.select(sql, { since: until - MINUTES * 60_000, until }, row);
  return rows.map(({ scanCarrier, minutes, lag, last }) => ({
    carrier: scanCarrier,
    perMinute: Array.from({ length: MINUTES }, (_, minute) => minutes[minute] ?? 0),
    medianLagSeconds: lag,
    lastEventAt: new Date(last).toISOString(),
  }));
};
