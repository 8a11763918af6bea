/** What a client missed, over real sockets: page by page, never more than it takes, and nothing after it is gone. Pages are counted. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '@gantry/shared/caller';
import type { ClientToServer, JoinReply, LogFrame, ServerToClient } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendSome, counted, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { headOf } from '../log/event-log.ts';
import type { Platform } from '../platform.ts';
import { pageSize } from './catch-up.ts';
import { type Live, openLive } from './live.ts';
import { room } from './room.ts';

type Client = Socket<ServerToClient, ClientToServer>;
const staff: Caller = {
  id: 'key_1',
  name: 'staff',
  kind: 'api',
  area: 'staff',
  verticals: ['logistics'],
  scopes: ['*'],
  merchants: '*' as const,
  merchant: null,
};
const pagesOfTheLog = 6;
const bulk = 'x'.repeat(200_000);
const rooms = [
  room({
    name: 'counters',
    need: { area: 'staff' as const, vertical: 'logistics' as const, scope: null },
    events: [counted],
  }),
  // A room that says a great deal of every window.
  room({
    name: 'wall',
    admits: () => true,
    open: ({ voice }) => ({
      enter: async ({ join }) => {
        join();
        return { ok: true, seq: 0, resync: false };
      },
      take: () => voice.to('wall')('track:changed', { seq: bulk.length, bulk } as { seq: number }),
    }),
  }),
];

let opened: TestPlatform;
/** Pages asked of Postgres: how many there were, how many of them at a time. */
const asked = { pages: 0, atATime: 0, most: 0 };
const counting = (platform: Platform): Platform => {
  const { pool } = platform.database;
  const query = async (what: { name?: string }, ...rest: unknown[]): Promise<unknown> => {
    const isPage = what.name === 'read-headlines';
    if (isPage) {
      asked.pages += 1;
      asked.atATime += 1;
      asked.most = Math.max(asked.most, asked.atATime);
    }
    try {
      return await Reflect.apply(pool.query, pool, [what, ...rest]);
    } finally {
      if (isPage) asked.atATime -= 1;
    }
  };
  const watched = new Proxy(pool, { get: (on, key) => (key === 'query' ? query : Reflect.get(on, key)) });
  return { ...platform, database: { ...platform.database, pool: watched } };
};

type Process = { http: Server; live: Live; port: number; end(): Promise<void> };
const startProcess = async (port = 0): Promise<Process> => {
  const http = createServer();
  const live = await openLive(counting(opened.platform), http, { rooms, identify: async () => staff });
  await new Promise<void>((done) => http.listen(port, '127.0.0.1', done));
  const stop = new AbortController();
  const running = live.run(stop.signal);
  return {
    http,
    live,
    port: (http.address() as AddressInfo).port,
    end: async () => {
      stop.abort();
      await live.close();
      await running;
    },
  };
};

let here: Process;
const clients: Client[] = [];
const connect = async (options: object = {}): Promise<Client> => {
  const client: Client = io(`http://127.0.0.1:${here.port}`, { forceNew: true, transports: ['websocket'], ...options });
  clients.push(client);
  await new Promise<void>((done) => client.once('connect', done));
  return client;
};
const follow = (client: Client, request: { after?: number; acks?: boolean }): Promise<JoinReply> =>
  client.timeout(5_000).emitWithAck('follow', { events: [counted.name], ...request });

beforeAll(async () => {
  opened = await openTestPlatform();
  opened.sequence();
  await appendSome(opened.platform, ['a', 'b'], pagesOfTheLog * pageSize);
  await until(async () => (await headOf(opened.platform.database)) === pagesOfTheLog * pageSize);
  here = await startProcess();
});
beforeEach(() => Object.assign(asked, { pages: 0, atATime: 0, most: 0 }));
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(async () => {
  await here?.end();
  await opened?.close();
});

const seqsOf = (frames: readonly LogFrame[]): number[] => frames.flatMap(({ events }) => events.map(({ seq }) => seq));
const all = Array.from({ length: pagesOfTheLog * pageSize }, (_, n) => n + 1);

describe('a client that acknowledges', () => {
  it('is told the next page only after it has the last', async () => {
    const client = await connect();
    const frames: LogFrame[] = [];
    const waiting: (() => void)[] = [];
    client.on('log:frame', (frame, received) => {
      frames.push(frame);
      if (received) waiting.push(received);
    });
    const answer = follow(client, { after: 0, acks: true });
    for (let page = 1; page <= pagesOfTheLog; page++) {
      await until(async () => waiting.length > 0);
      // Another client is told everything meanwhile; this one is told nothing more.
      const other = await connect();
      await follow(other, { after: (pagesOfTheLog - 1) * pageSize });
      other.disconnect();
      expect(frames.length).toBe(page);
      expect(asked.pages).toBe(2 * page);
      waiting.shift()?.();
    }
    expect(await answer).toMatchObject({ ok: true, resync: false, seq: all.length });
    expect(seqsOf(frames)).toEqual(all);
  });
  it('and does not, is told nothing more, and its newer request takes the place of the older at once', async () => {
    const client = await connect();
    const frames: LogFrame[] = [];
    client.on('log:frame', (frame) => void frames.push(frame));
    const answers: Promise<JoinReply>[] = [];
    for (let n = 0; n < 15; n++) answers.push(follow(client, { after: 0, acks: true }));
    const superseded = { ok: false, reason: 'superseded' };
    expect(await Promise.all(answers.slice(0, -1))).toEqual(Array(14).fill(superseded));
    answers.at(-1)?.catch(() => undefined);
    await until(async () => frames.length > 0);
    expect(asked.most).toBe(1);
    expect(asked.pages).toBeLessThanOrEqual(2);
    client.disconnect();
    const other = await connect();
    await follow(other, { after: (pagesOfTheLog - 2) * pageSize });
    expect(asked.pages).toBeLessThanOrEqual(4);
  });
});

describe('a client of before that does not acknowledge', () => {
  it('is told everything all the same, in pages that follow each other', async () => {
    const client = await connect();
    const frames: LogFrame[] = [];
    client.on('log:frame', (frame) => void frames.push(frame));
    expect(await follow(client, { after: 0 })).toMatchObject({ ok: true, resync: false });
    expect(seqsOf(frames)).toEqual(all);
    expect(frames.slice(1).map(({ from }) => from)).toEqual(frames.slice(0, -1).map(({ to }) => to));
    expect(asked).toEqual({ pages: pagesOfTheLog, atATime: 0, most: 1 });
  });
  it('has so many pages in a while, however often it asks', async () => {
    const client = await connect();
    const answers: JoinReply[] = [];
    const begun = performance.now();
    for (let n = 0; n < 9; n++) answers.push(await follow(client, { after: 0 }));
    const seconds = (performance.now() - begun) / 1_000;
    expect(answers).toEqual(Array(9).fill({ ok: true, resync: false, seq: all.length }));
    expect(asked.pages).toBe(9 * pagesOfTheLog);
    expect(asked.pages).toBeLessThanOrEqual(40 + 10 * seconds + 1);
  });
  it('and many at once are told a few pages at a time', async () => {
    const crowd = await Promise.all(Array.from({ length: 8 }, () => connect()));
    await Promise.all(crowd.map((client) => follow(client, { after: 0 })));
    expect(asked).toEqual({ pages: 8 * pagesOfTheLog, atATime: 0, most: 2 });
  });
});

/** The client reads nothing more from its line, or does again; it does not notice by itself. */
const deafen = (client: Client): void => {
  const { ws } = client.io.engine.transport as unknown as { ws: { _socket: { pause(): void } } };
  ws._socket.pause();
};
const say = async (times: number): Promise<void> => {
  for (let n = 0; n < times; n++) {
    const head = await headOf(opened.platform.database);
    await appendSome(opened.platform, ['c'], 1);
    await until(async () => (await headOf(opened.platform.database)) > head);
  }
};

describe('a client that stops reading', () => {
  it('loses its line before much waits for it; the others hear everything', async () => {
    const [deaf, good] = [await connect({ reconnection: false }), await connect()];
    let heard = 0;
    good.on('track:changed', () => void heard++);
    for (const client of [deaf, good]) await client.timeout(5_000).emitWithAck('join', { room: 'wall' });
    const before = await new Promise<number>((done) => here.http.getConnections((_, n) => done(n)));
    deafen(deaf);
    let said = 0;
    await until(
      async () => {
        await say(10);
        said += 10;
        await until(async () => heard === said);
        return (await new Promise<number>((done) => here.http.getConnections((_, n) => done(n)))) < before;
      },
      { what: 'the line to be cut', ms: 30_000 },
    );
    // The network takes some megabytes by itself; what is beyond stays within the bound.
    expect(said * bulk.length).toBeLessThan(20_000_000);
    expect(good.connected).toBe(true);
  });
});

describe('a process that ends', () => {
  it('lets plain clients come again by themselves, to the next one on its port, with every event', async () => {
    const client: Client = io(`http://127.0.0.1:${here.port}`, { forceNew: true });
    clients.push(client);
    let have = await headOf(opened.platform.database);
    const seqs: number[] = [];
    client.on('log:frame', ({ from, to, events }) => {
      if (from > have) return;
      seqs.push(...events.map(({ seq }) => seq).filter((seq) => seq > have));
      have = Math.max(have, to);
    });
    const start = have;
    let connects = 0;
    client.on('connect', () => {
      connects += 1;
      void follow(client, { after: have });
    });
    const left: string[] = [];
    client.on('disconnect', (reason) => void left.push(reason));
    const deaf = await connect({ reconnection: false });
    await until(async () => connects === 1 && client.io.engine.transport.name === 'websocket');
    await say(3);
    deafen(deaf);
    const begun = performance.now();
    await here.end();
    expect(performance.now() - begun).toBeLessThan(4_000);
    await say(3);
    here = await startProcess(here.port);
    await say(3);
    await until(async () => connects === 2 && seqs.length >= 9, { what: 'the client to be back' });
    expect(seqs).toEqual(Array.from({ length: 9 }, (_, n) => start + n + 1));
    expect(left).toEqual(['transport close']);
  });
});
