/**
 * What befalls the engine costs no event: with its disk full, its tables dropped or emptied, its process killed, stopped or
 * without its data, the tables say what the log says in the end, and the Trash stays empty.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Analytics, connect } from '@gantry/analytics/client';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FactProof, moveFacts, openFactProof, whileFed } from '../../../../test/fact-world.ts';
import { maySmallDisk, type SmallDisk, smallDisk } from '../../../../test/small-disk.ts';
import { until } from '../../../../test/until.ts';
import { startClickHouse } from '../../../embedded/clickhouse.ts';
import type { Server } from '../../../embedded/server-process.ts';

vi.setConfig({ testTimeout: 150_000, hookTimeout: 60_000 });
const tables = [moveFacts, eventFacts];
let proof: FactProof;
let disk: SmallDisk | undefined;
let home: string;
let server: Server;
let client: Analytics;
const startEngine = async (port?: number): Promise<void> => {
  server = await startClickHouse({
    dataDir: join(home, 'data'),
    logFile: join(home, 'log'),
    ...(port === undefined ? {} : { port }),
  });
};

beforeAll(async () => {
  proof = await openFactProof();
  disk = maySmallDisk ? smallDisk(150) : undefined;
  home = disk?.path ?? mkdtempSync(join(tmpdir(), 'gantry-facts-'));
  await startEngine();
  client = await connect(server.url);
  await proof.tell(4);
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
  disk?.remove();
  rmSync(home, { recursive: true, force: true });
  await proof?.close();
});

const troubles = (): string[] => proof.platform.vitals.troubles().map(({ name, text }) => `${name}: ${text}`);
const saying = (what: RegExp) =>
  until(async () => troubles().some((one) => what.test(one)), { what: `trouble ${what}`, ms: 30_000 });
const quiet = () => until(async () => troubles().length === 0, { what: 'no trouble any more', ms: 90_000 });
const positionOf = async (name: string): Promise<number> => {
  const rows = await proof.platform.database.rows<{ position: string }>(
    'SELECT position FROM checkpoints WHERE subscriber = $1',
    `facts.${name}`,
  );
  return Number(rows[0]?.position ?? 0);
};
const allIsThere = async (): Promise<void> => {
  await quiet();
  await proof.caughtUp(tables);
  expect(await proof.movesIn(client)).toEqual(await proof.moves());
  const end = await proof.head();
  expect(await client.values('SELECT count(), min(seq), max(seq) FROM event_facts FINAL')).toEqual([[end, 1, end]]);
  expect(await proof.trashed()).toBe(0);
};
/** Feeds while something befalls the engine, and lets events come before, during and after it. */
const through = (befall: () => Promise<void>): Promise<void> =>
  whileFed({ platform: proof.platform, client, tables }, async () => {
    await proof.caughtUp(tables);
    await proof.tell();
    await befall();
    await proof.tell();
    await allIsThere();
  });

it('the tables are created by whoever feeds them', () => through(async () => undefined));

it.runIf(maySmallDisk)('a full disk is waited out and told of', () =>
  through(async () => {
    disk?.fill();
    await proof.tell(3);
    await saying(/^facts\.move_facts: .*clickhouse.*243/);
    await saying(/^facts\.event_facts: .*clickhouse.*243/);
    const before = await positionOf('move_facts');
    // Longer than five tries take.
    await until(async () => Date.now() - since('facts.move_facts') > 4_000, { what: 'four seconds of waiting' });
    expect(await positionOf('move_facts')).toBe(before);
    disk?.free();
  }),
);
const since = (name: string): number =>
  Date.parse(proof.platform.vitals.troubles().find((one) => one.name === name)?.since ?? new Date().toISOString());

it.each([
  ['dropped', 'DROP TABLE move_facts SYNC'],
  ['emptied', 'TRUNCATE TABLE event_facts'],
  [
    'without its newest rows, as after a power cut',
    'ALTER TABLE event_facts DELETE WHERE seq > 1800 SETTINGS mutations_sync = 1',
  ],
])('a table that is %s is found, and filled again from the log by itself', (_how, statement) =>
  through(async () => {
    // Rows of later events hide at first that earlier ones are gone, until the next comparison with the log.
    await proof.caughtUp(tables);
    await client.command(statement);
    await saying(/is being made again from the log/);
  }),
);

it('a database that is gone is made again with everything in it', () =>
  through(async () => {
    await client.command('DROP DATABASE gantry SYNC');
    await saying(/is being made again from the log/);
  }));

it('an engine that is killed, and one that is stopped for a while', () =>
  through(async () => {
    process.kill(server.pid, 'SIGKILL');
    await proof.tell();
    await saying(/clickhouse/);
    await allIsThere();
    process.kill(server.pid, 'SIGSTOP');
    const stopped = server.pid;
    await proof.tell();
    await saying(/clickhouse/);
    // Its own supervisor may have ended it meanwhile.
    if (server.pid === stopped) process.kill(stopped, 'SIGCONT');
  }));

it('an engine that comes back without its data', () =>
  through(async () => {
    const { port } = server;
    await server.stop();
    rmSync(join(home, 'data', 'store'), { recursive: true, force: true });
    await proof.tell();
    await saying(/clickhouse/);
    await startEngine(port);
    await saying(/is being made again from the log/);
  }));

it('one table that the engine refuses keeps no other waiting', () => {
  let refusing = true;
  const insert: Analytics['insert'] = async (target, rows, token) => {
    // Words and code are the engine's own.
    if (refusing && target.name === 'move_facts')
      await client.values('SELECT groupArray(number) FROM numbers(9000000) SETTINGS max_memory_usage = 100000');
    return client.insert(target, rows, token);
  };
  return whileFed({ platform: proof.platform, client: { ...client, insert }, tables }, async () => {
    await proof.tell(2);
    await saying(/^facts\.move_facts: .*241/);
    await proof.caughtUp([eventFacts]);
    expect(await positionOf('move_facts')).toBeLessThan(await proof.head());
    refusing = false;
    await allIsThere();
  });
});
