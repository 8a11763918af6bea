/**
 * A log as a logical restore leaves it in a new cluster: rows that carry another counter's transaction ids, with or without
 * their positions, cursor and sequence. The rows are made up; how they came about (transactions that overlap, streams that
 * are held) is what writers do.
 */
import type { Session } from '../src/platform/database.ts';

export type BroughtEvent = { id: number; tx: bigint; streamId: string; version: number };
export type Restored = {
  /** Transactions of the old cluster: for each, how many streams it wrote. */
  transactions: readonly number[];
  /** The old cluster's counter when the log began. */
  firstTx: bigint;
  /** Share of the log that had positions when it was dumped. */
  placedShare: number;
  /** What did not come along whole. */
  sequence: 'set' | 'not_set';
  positions: 'all' | 'behind' | 'none';
  cursor: 'whole' | 'behind' | 'ahead' | 'missing';
};

/** Events in the order of their ids. Neighbouring transactions overlap: one takes its number first and the other its ids. */
export const broughtEvents = ({
  transactions,
  firstTx,
}: Pick<Restored, 'transactions' | 'firstTx'>): BroughtEvent[] => {
  const versions = new Map<string, number>();
  const events: BroughtEvent[] = [];
  let id = 0;
  for (const [n, streams] of transactions.entries()) {
    // Two by two they swap numbers; their streams differ, or the later would have waited for the earlier.
    const tx = firstTx + BigInt(n % 2 === 0 ? n + 1 : n - 1);
    for (let s = 0; s < streams; s++) {
      const streamId = `brought-${n % 2}-${s}`;
      const version = (versions.get(streamId) ?? 0) + 1;
      versions.set(streamId, version);
      id += 1 + ((n + s) % 2);
      events.push({ id, tx, streamId, version });
    }
  }
  return events;
};

/** In the order in which the old cluster's sequencer placed them, or would have. */
export const inOldOrder = (events: readonly BroughtEvent[]): BroughtEvent[] =>
  [...events].sort((a, b) => (a.tx === b.tx ? a.id - b.id : a.tx < b.tx ? -1 : 1));

const insertEvents = `
  INSERT INTO event_log (id, tx, stream, stream_id, version, name, payload, occurred_at, received_at, correlation_id, actor, partition)
  SELECT id, tx::xid8, 'test', stream_id, version, 'test.counted', '{"by":1}', now(), now(), stream_id, 'test', 0
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[]) AS r (id, tx, stream_id, version)`;

const cursorOf = (
  placed: readonly BroughtEvent[],
  kind: Restored['cursor'],
): { at: BroughtEvent | undefined; seq: number } => {
  const seq = kind === 'behind' ? Math.floor(placed.length / 2) : placed.length;
  return { at: placed[seq - 1], seq: kind === 'ahead' ? seq + 5 : seq };
};

/** Loads it into an empty, migrated database, as COPY would; answers the events and how many kept their positions. */
export const restoreLog = async (
  client: Pick<Session, 'query'>,
  restored: Restored,
): Promise<{ events: BroughtEvent[]; kept: BroughtEvent[] }> => {
  const events = broughtEvents(restored);
  const ordered = inOldOrder(events);
  const placed = ordered.slice(0, Math.floor(ordered.length * restored.placedShare));
  const kept = { all: placed, behind: placed.slice(0, Math.floor(placed.length / 2)), none: [] }[restored.positions];
  await client.query('BEGIN');
  await client.query(insertEvents, [
    events.map(({ id }) => id),
    events.map(({ tx }) => String(tx)),
    events.map(({ streamId }) => streamId),
    events.map(({ version }) => version),
  ]);
  await client.query(
    'INSERT INTO event_positions SELECT n, id FROM unnest($1::bigint[]) WITH ORDINALITY AS r (id, n)',
    [kept.map(({ id }) => id)],
  );
  const { at, seq } = cursorOf(placed, restored.cursor);
  await client.query(
    `UPDATE sequencer_cursor SET tx = $1::text::xid8, last_id = $2, seq = $3, cluster = '7000000000000000001/16384/16400'`,
    [String(at?.tx ?? 0), at?.id ?? 0, seq],
  );
  if (restored.cursor === 'missing') await client.query('DELETE FROM sequencer_cursor');
  if (restored.sequence === 'set')
    await client.query(`SELECT setval('event_log_id_seq', $1)`, [Math.max(1, events.at(-1)?.id ?? 1)]);
  await client.query('COMMIT');
  return { events, kept };
};
