/**
 * Proof that ClickHouse holds the log, whole and unaltered: per range of positions a count and a checksum over the events'
 * identities, which Postgres computes the same way.
 */
import { createHash } from 'node:crypto';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { z } from 'zod';
import type { Analytics } from './client.ts';

/** Positions from the one behind `after` to `through`; `without` are left out. */
export type EventRange = { after: number; through: number; without: readonly number[] };

const rangeSum = z.object({
  count: z.number(),
  /** Sum of `identityHash` over the events, in decimal digits: it may exceed a JavaScript number. */
  checksum: z.string(),
});
export type RangeSum = z.infer<typeof rangeSum>;

/** What names an event for the checksum: anything else about it never changes or is derived. */
export const identityText = ({ seq, id, stream, streamId, version, name, occurredAt }: RecordedEvent): string =>
  `${seq}|${id}|${stream}|${streamId}|${version}|${name}|${Date.parse(occurredAt)}`;

/** The first 32 bits of the MD5 of an event's identity: a checksum both databases have, not a secret. */
export const identityHash = (event: RecordedEvent): number =>
  createHash('md5').update(identityText(event)).digest().readUInt32BE(0);

const hash = `toUInt64(reinterpretAsUInt32(reverse(substring(MD5(concatWithSeparator('|', toString(seq), event_id, stream,
  stream_id, toString(version), name, toString(toUnixTimestamp64Milli(occurred_at)))), 1, 4))))`;
const within = `event_facts FINAL
  WHERE seq > {after:UInt64} AND seq <= {through:UInt64} AND NOT has({without:Array(UInt64)}, seq)`;

/** The sum over a range as event_facts has it. */
export const sumOfFacts = async (client: Analytics, range: EventRange): Promise<RangeSum> => {
  const sql = `SELECT toUInt64(count()) AS count, toString(sum(${hash})) AS checksum FROM ${within}`;
  return (await client.select(sql, range, rangeSum))[0] ?? { count: 0, checksum: '0' };
};

/** The hashes of the events of a range as event_facts has them, by position. */
export const hashesOfFacts = async (client: Analytics, range: EventRange): Promise<Map<number, number>> => {
  const rows = await client.values(`SELECT seq, ${hash} FROM ${within}`, range);
  return new Map(rows.map(([seq, value]) => [Number(seq), Number(value)]));
};

/** The positions at which two sides differ, in order: an event that one does not have, or another one there. */
export const differingPositions = (log: ReadonlyMap<number, number>, facts: ReadonlyMap<number, number>): number[] =>
  [...new Set([...log.keys(), ...facts.keys()])].filter((seq) => log.get(seq) !== facts.get(seq)).sort((a, b) => a - b);
