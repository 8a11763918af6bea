/**
 * Proof that ClickHouse holds the log, whole and unaltered: per day a count, the range of positions and a checksum over
 * the events' identities, which Postgres computes the same way.
 */
import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { z } from 'zod';
import type { Analytics } from './client.ts';

/** A day (UTC, of recorded_at) of events, as either side counts it. */
export const eventDay = z.object({
  day: z.string(),
  count: z.number(),
  minSeq: z.number(),
  maxSeq: z.number(),
  /** Sum of `identityHash` over the day's events, in decimal digits: it may exceed a JavaScript number. */
  checksum: z.string(),
});
export type EventDay = z.infer<typeof eventDay>;
export type DayDifference = { day: string; log: EventDay | null; facts: EventDay | null };

/** What names an event for the checksum: anything else about it never changes or is derived. */
export const identityText = ({ seq, id, stream, streamId, version, name, occurredAt }: RecordedEvent): string =>
  `${seq}|${id}|${stream}|${streamId}|${version}|${name}|${Date.parse(occurredAt)}`;

/** The first 32 bits of the MD5 of an event's identity: a checksum both databases have, not a secret. */
export const identityHash = (event: RecordedEvent): number =>
  createHash('md5').update(identityText(event)).digest().readUInt32BE(0);

/**
 * `identityHash` in Postgres, over columns named as in the event log joined with its positions:
 * `SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, sum(<this>)::text AS checksum ...`.
 */
export const postgresIdentityHash =
  "('x' || substr(md5(concat_ws('|', seq, id, stream, stream_id, version, name, " +
  '(extract(epoch FROM occurred_at) * 1000)::bigint)), 1, 8))::bit(32)::bigint';

const days = `
SELECT toString(toDate32(recorded_at)) AS day, toUInt64(count()) AS count, min(seq) AS minSeq, max(seq) AS maxSeq,
  toString(sum(toUInt64(reinterpretAsUInt32(reverse(substring(MD5(concatWithSeparator('|', toString(seq), event_id, stream,
    stream_id, toString(version), name, toString(toUnixTimestamp64Milli(occurred_at)))), 1, 4)))))) AS checksum
FROM event_facts FINAL
GROUP BY day ORDER BY day`;

/** ClickHouse's side, by day. */
export const eventDays = (client: Analytics): Promise<EventDay[]> => client.select(days, {}, eventDay);

const differs = (a: EventDay, b: EventDay): boolean =>
  a.count !== b.count || a.minSeq !== b.minSeq || a.maxSeq !== b.maxSeq || a.checksum !== b.checksum;

/** The days on which the log and ClickHouse disagree, in order; none when they hold the same. */
export const compareDays = (log: readonly EventDay[], facts: readonly EventDay[]): DayDifference[] => {
  const inLog = new Map(log.map((each) => [each.day, each]));
  const inFacts = new Map(facts.map((each) => [each.day, each]));
  const differences: DayDifference[] = [];
  for (const day of [...new Set([...inLog.keys(), ...inFacts.keys()])].sort()) {
    const [a = null, b = null] = [inLog.get(day), inFacts.get(day)];
    if (a === null || b === null || differs(a, b)) differences.push({ day, log: a, facts: b });
  }
  return differences;
};
