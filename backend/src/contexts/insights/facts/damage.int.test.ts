/**
 * Files of the engine that are damaged, as by a disk that was full to the last byte: noticed wherever the table is read, told,
 * and made again from the log, with the engine running on and after a start that set the unreadable aside or met more.
 */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Analytics, connect } from '@gantry/analytics/client';
import { damageIn } from '@gantry/analytics/engine/damage';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FactProof, moveFacts, openFactProof, whileFed } from '../../../../test/fact-world.ts';
import { until } from '../../../../test/until.ts';
import { startClickHouse } from '../../../embedded/clickhouse.ts';
import type { Server } from '../../../embedded/server-process.ts';
import { openFacts } from './facts.ts';
import { marksOf } from './marks.ts';
import { everyRange, verifyEvents, verifyRows } from './verify.ts';
import { verifyFactsJob } from './verify-job.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const tables = [moveFacts, eventFacts];
let proof: FactProof;
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
  home = mkdtempSync(join(tmpdir(), 'gantry-damage-'));
  await startEngine();
  client = await connect(server.url);
  await proof.tell(4);
  await fed(async () => undefined);
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
  await proof?.close();
});

const world = () => ({ platform: proof.platform, client, tables });
const stores = () => ({ database: proof.platform.database, client, tables });
const lackOf = async (name: string) => (await marksOf(proof.platform.database, [name])).get(name)?.lacking ?? null;
const saying = (what: RegExp) =>
  until(async () => proof.platform.vitals.troubles().some(({ text }) => what.test(text)), {
    what: `trouble ${what}`,
    ms: 30_000,
  });
const allIsThere = async (): Promise<void> => {
  await until(async () => proof.platform.vitals.troubles().length === 0, { what: 'no trouble any more', ms: 90_000 });
  await proof.caughtUp(tables);
  expect(await proof.movesIn(client)).toEqual(await proof.moves());
  const end = await proof.head();
  expect(await client.values('SELECT count(), min(seq), max(seq) FROM event_facts FINAL')).toEqual([[end, 1, end]]);
  for (const { name } of tables) expect(await damageIn(client, name)).toBeUndefined();
  expect(await proof.trashed()).toBe(0);
};
/** Feeds while it is done. What was made again a moment ago may be made again at once. */
const fed = async (work: () => Promise<void>): Promise<void> => {
  await proof.platform.database.run('UPDATE fact_marks SET mended_at = NULL');
  await whileFed(world(), async () => {
    await work();
    await proof.tell();
    await allIsThere();
  });
};

/** Folders of a table's parts, the largest first. */
const partsOf = async (table: string): Promise<string[]> =>
  (
    await client.values(
      `SELECT path FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active
       ORDER BY rows DESC`,
      { table },
    )
  ).map(([path]) => String(path));

type Harm = (part: string) => void;
const each =
  (which: RegExp, harm: (file: string) => void): Harm =>
  (part) => {
    for (const file of readdirSync(part)) if (which.test(file)) harm(join(part, file));
  };
const emptyMarks = each(/mrk/, (file) => truncateSync(file, 0));
const emptyData = each(/\.bin$/, (file) => truncateSync(file, 0));
const removeData = each(/\.bin$|mrk/, unlinkSync);
const otherBytes = each(/\.bin$/, (file) => writeFileSync(file, readFileSync(file).fill(7, 40, 400)));

/** Harms the largest part of a table. The engine must not answer from what it remembers of it. */
const harm = async (table: string, how: Harm): Promise<void> => {
  const [part = ''] = await partsOf(table);
  how(part);
  await client.command('SYSTEM DROP MARK CACHE');
  await client.command('SYSTEM DROP UNCOMPRESSED CACHE');
};

describe('a table that the engine cannot read any more', () => {
  it.each([
    ['empty marks', 'move_facts', emptyMarks],
    ['empty data', 'move_facts', emptyData],
    ['files that are gone', 'move_facts', removeData],
    ['other bytes', 'move_facts', otherBytes],
  ])('is told and made again while it is fed: %s in %s', (_what, table, how) =>
    fed(async () => {
      await proof.caughtUp(tables);
      await harm(table, how);
      await proof.tell();
      await saying(new RegExp(`${table} is being made again from the log by itself: its files are damaged`));
    }),
  );
  it('is told and made again when only others met it, such as a merge in the background', () =>
    fed(async () => {
      await proof.caughtUp(tables);
      await harm('event_facts', emptyMarks);
      await client.command('OPTIMIZE TABLE event_facts FINAL').catch(() => undefined);
      await saying(/event_facts is being made again from the log by itself: its files are damaged/);
    }));
  it('is noted by whoever asks it a question', async () => {
    await harm('move_facts', emptyMarks);
    const facts = openFacts(world());
    const error = await proof.movesIn(client).catch((thrown: unknown) => thrown);
    await facts.suspect(['move_facts', 'event_facts'], error);
    expect(await lackOf('move_facts')).toContain('its files are damaged');
    expect(await lackOf('event_facts')).toBeNull();
    await fed(async () => undefined);
  });
  it('is not noted for an error of another kind', async () => {
    const facts = openFacts(world());
    const error = await client.values('SELECT nothing FROM move_facts').catch((thrown: unknown) => thrown);
    await facts.suspect(['move_facts'], error);
    await facts.suspect(['move_facts'], new TypeError('x'));
    expect(await lackOf('move_facts')).toBeNull();
  });
  it('is noted by a comparison, also the one that runs by itself', async () => {
    await harm('move_facts', emptyData);
    await expect(verifyRows({ ...stores(), tables: [moveFacts] })).rejects.toMatchObject({ code: 'facts_damaged' });
    expect(await lackOf('move_facts')).toContain('its files are damaged');
    await harm('event_facts', removeData);
    await expect(verifyEvents(stores(), everyRange)).rejects.toMatchObject({ code: 'facts_damaged' });
    await verifyFactsJob(world()).run({}, { jobId: 'j', attempt: 1, thread: { correlationId: 'j', actor: 'test' } });
    expect(await lackOf('event_facts')).toContain('its files are damaged');
    await fed(async () => undefined);
  });
  it('and the list of tables with it', async () => {
    await harm('fact_schema', emptyMarks);
    await fed(async () => undefined);
    expect(await client.values('SELECT name FROM fact_schema FINAL ORDER BY name')).toEqual([
      ['event_facts'],
      ['move_facts'],
    ]);
  });
});

const fileIn = (folder: string, name: string): string => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) => basename(path) === name);
  if (found === undefined) throw new Error(`no ${name} in ${folder}`);
  return join(folder, found);
};

describe('an engine that starts', () => {
  const restart = async (harmful: () => void): Promise<void> => {
    const { port } = server;
    await server.stop();
    harmful();
    await startEngine(port);
  };
  it('without parts that it cannot read is noticed', async () => {
    // A part that is merged into another before the engine stops is missed by nobody.
    await client.command('SYSTEM STOP MERGES');
    const parts = await partsOf('move_facts');
    const [part = ''] = (await partsOf('event_facts')).slice(-1);
    await restart(() => {
      emptyMarks(part);
      for (const one of parts) emptyData(one);
    });
    await fed(async () => {
      await saying(/move_facts is being made again/);
      await saying(/event_facts is being made again from the log by itself: the engine set aside 1 of its parts/);
    });
    expect(await client.values('SELECT table FROM system.detached_parts')).toEqual([]);
  });
  it.each([
    ['the definition of a table', (store: string) => truncateSync(fileIn(store, 'move_facts.sql'), 40)],
    ['the format of a table', (store: string) => truncateSync(fileIn(store, 'format_version.txt'), 0)],
    ['the definition of the database', (store: string) => truncateSync(fileIn(store, 'gantry.sql'), 0)],
  ])('only without its store begins with an empty one: %s is cut off', async (_what, cut) => {
    await restart(() => cut(join(home, 'data', 'store')));
    await fed(async () => void (await saying(/event_facts is being made again from the log/)));
    expect(existsSync(join(home, 'data', 'store.unreadable'))).toBe(true);
  });
  it('on a store that it may not open keeps it', async () => {
    const { port } = server;
    const store = join(home, 'data', 'store');
    await server.stop();
    renameSync(store, `${store}.kept`);
    writeFileSync(store, '');
    await expect(startEngine(port)).rejects.toThrow(/ended with/);
    expect(statSync(store).isFile()).toBe(true);
    rmSync(store);
    renameSync(`${store}.kept`, store);
    await startEngine(port);
    await fed(async () => undefined);
  });
});
