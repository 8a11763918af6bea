/** Whether every row is the fold of its events, over the whole log of a tower that has come to rest. */
import { connect as connectAnalytics } from '@gantry/analytics/client';
import type { RecordedEvent } from '@gantry/shared/events/define';
import type { TowerFile } from '../../../cli/tower-file.ts';
import { openContexts } from '../../../src/app/contexts.ts';
import { openPlatform } from '../../../src/app/open-platform.ts';
import { newSecretKey, parseConfig } from '../../../src/platform/config.ts';
import type { Database } from '../../../src/platform/database.ts';
import { readLog } from '../../../src/platform/log/event-log.ts';
import { replayed, type Stream } from '../../../src/platform/write/stream.ts';

/** Scans and exceptions are sets: rows have no order, folds have that of arrival. */
const comparable = (state: unknown): string => {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one) => JSON.stringify(sorted(one))).sort();
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, inner]): [string, unknown] => [name, sorted(inner)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(state ?? null))));
};

type Opened = { streams: Map<string, Stream<unknown>>; database: Database; close(): Promise<void> };

/** The streams of all contexts, over the stores of the tower. */
const openStreams = async ({ databaseUrl, redisUrl, clickhouseUrl }: TowerFile): Promise<Opened> => {
  const secretKey = newSecretKey();
  const config = { ...parseConfig({ GANTRY_LOG_LEVEL: 'silent' }), databaseUrl, redisUrl, clickhouseUrl, secretKey };
  const { platform, close } = await openPlatform(config, 'test', 6);
  const analytics = await connectAnalytics(clickhouseUrl);
  const contexts = openContexts(platform, analytics);
  return {
    streams: new Map(contexts.all.flatMap(({ streams = [] }) => streams).map((one) => [one.name, one])),
    database: platform.database,
    close: async () => {
      await contexts.close();
      await analytics.close();
      await close();
    },
  };
};

const logUpTo = async (database: Database, head: number): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for (let after = 0; after < head; ) {
    const { events: some, through } = await readLog(database, { after, limit: 5_000 });
    if (through === after) break;
    events.push(...some);
    after = through;
  }
  return events;
};

const wrongIn = async (database: Database, stream: Stream<unknown>, events: RecordedEvent[]): Promise<string[]> => {
  const histories = Map.groupBy(events, ({ streamId }) => streamId);
  const held = await database.transaction((tx) => stream.load(tx, [...histories.keys()]));
  return [...histories].flatMap(([id, history]) => {
    const row = held.get(id);
    // It went on meanwhile: then its row is the fold of more than we read.
    if (row && row.version > history.length) return [];
    const same = row?.version === history.length && comparable(row.state) === comparable(replayed(stream, history));
    return same ? [] : [`${stream.name} ${id}`];
  });
};

/** The streams whose row differs from its events up to `head`. */
export const unfoldedStreams = async (file: TowerFile, head: number): Promise<string[]> => {
  const { streams, database, close } = await openStreams(file);
  try {
    const wrong: string[] = [];
    for (const [name, events] of Map.groupBy(await logUpTo(database, head), ({ stream }) => stream)) {
      const stream = streams.get(name);
      if (!stream) wrong.push(`${name}: no context writes it`);
      else wrong.push(...(await wrongIn(database, stream, events)));
    }
    return wrong;
  } finally {
    await close();
  }
};
