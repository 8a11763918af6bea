/** A log of a made-up story that goes on as long as a test wants, and fact tables fed from it, for the proofs about them. */
import { type Analytics, connect } from '@gantry/analytics/client';
import { entityTable } from '@gantry/analytics/entity-table';
import type { FactTable } from '@gantry/analytics/fact-table';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { shipmentCreated } from '@gantry/shared/events/shipping';
import { standingChanged } from '@gantry/shared/events/tracking';
import { syntheticLog } from '../../analytics/test/story.ts';
import type { ProcessConfig } from '../src/app/open-platform.ts';
import { type Facts, openFacts } from '../src/contexts/insights/facts/facts.ts';
import { append, headOf } from '../src/platform/log/event-log.ts';
import type { Platform } from '../src/platform/platform.ts';
import { openTestPlatform } from './test-platform.ts';
import { until } from './until.ts';

/** How often each shipment moved: small enough to be counted by Postgres as well. */
export const moveFacts = entityTable({
  name: 'move_facts',
  about: 'Moves of every shipment',
  revision: 1,
  columns: {
    shipmentId: { type: 'String', about: 'Id of the shipment' },
    moves: { type: 'UInt32', about: 'How often it moved' },
    version: { type: 'UInt64', about: 'Log position of the last event in this row' },
  },
  key: 'shipmentId',
  orderBy: ['shipmentId'],
  shardBy: 'shipmentId',
  rules: ({ begins, changes }) => [
    begins(shipmentCreated, ({ seq, payload }) => ({ shipmentId: payload.shipmentId, moves: 0, version: seq })),
    changes(standingChanged, (row, { seq }) => ({ ...row, moves: row.moves + 1, version: seq })),
  ],
});

/** Events that are told in one transaction. Four are a chunk: what is made again takes several, and little of it is the same again. */
const batch = 200;

export type FactProof = Awaited<ReturnType<typeof openFactProof>>;

/** Opens a platform with a log of its own, on the stores of the run or on others. */
export const openFactProof = async (stores: Partial<ProcessConfig> = {}) => {
  const test = await openTestPlatform(stores);
  test.sequence();
  const { platform } = test;
  const supply: Generator<RecordedEvent[]> = syntheticLog({ shipments: 200_000, batch, underWay: 160 });
  const head = (): Promise<number> => headOf(platform.database);
  /** A batch of events more, in one transaction. */
  const tell = async (): Promise<void> => {
    const events: RecordedEvent[] = supply.next().value ?? [];
    const entries = events.map(({ stream, streamId, version, name, payload, occurredAt }) => ({
      stream,
      streamId,
      version,
      fact: { name, payload, occurredAt },
      thread: { correlationId: streamId, actor: 'test' },
    }));
    await platform.database.transaction((tx) => append(tx, entries, platform.clock.now()));
    platform.signals.raise('appended');
  };
  return {
    ...test,
    head,
    tell: async (batches = 1): Promise<void> => {
      const before = await head();
      for (let n = 0; n < batches; n++) await tell();
      await until(async () => (await head()) >= before + batches * batch, { what: 'positions', ms: 60_000 });
    },
    /** What the table of moves must say, counted by Postgres. */
    moves: async (): Promise<[string, number][]> => {
      const rows = await platform.database.rows<{ id: string; moves: number }>(
        `SELECT stream_id AS id, (count(*) - 1)::int AS moves FROM event_log
         WHERE name IN ('shipping.shipment_created', 'tracking.standing_changed') GROUP BY stream_id ORDER BY stream_id COLLATE "C"`,
      );
      return rows.map(({ id, moves }) => [id, moves]);
    },
    movesIn: async (client: Analytics): Promise<unknown[][]> =>
      client.values('SELECT shipment_id, moves FROM move_facts FINAL ORDER BY shipment_id'),
    caughtUp: (tables: readonly FactTable[]) =>
      until(
        async () => {
          const end = await head();
          const rows = await platform.database.rows<{ subscriber: string }>(
            'SELECT subscriber FROM checkpoints WHERE position >= $1',
            end,
          );
          const there = new Set(rows.map(({ subscriber }) => subscriber));
          return tables.every(({ name }) => there.has(`facts.${name}`));
        },
        { what: 'every table at the head', ms: 90_000 },
      ),
    trashed: () => platform.database.prisma.trashedMessage.count(),
    connect: () => connect(test.config.clickhouseUrl),
  };
};

/** Runs tables until the work is done. */
export const whileFed = async <T>(
  world: { platform: Platform; client: Analytics; tables: readonly FactTable[] },
  work: (facts: Facts) => Promise<T>,
): Promise<T> => {
  const stop = new AbortController();
  const facts = openFacts({ chunk: 4 * batch, sureForMs: 1_000, ...world });
  const running = facts.run(stop.signal);
  try {
    return await work(facts);
  } finally {
    stop.abort();
    await running;
  }
};
