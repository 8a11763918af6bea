/**
 * The inbox is nobody's in particular: a receiver of its own for this test (another path, another proof, another record)
 * has all that carriers have. Bad messages, outages, and a process that dies between keeping and recording.
 */
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pushEndpoints } from '@gantry/shared/api/inbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { count, counters, openTestPlatform, type TestPlatform } from '../../test/test-platform.ts';
import type { Gate } from './http/admission.ts';
import { createServer, problemHandler } from './http/server.ts';
import { deferredMessagesJob } from './inbox/deferred.ts';
import { keptMessage } from './inbox/kept-messages.ts';
import { type RawMessage, type Receiver, receiver, type UnreadablePart } from './inbox/receiver.ts';
import { recordMessages } from './inbox/record.ts';
import { resumerOf } from './inbox/resume.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { trashEntries } from './trash.ts';
import { allDone } from './write/stream.ts';
import { hold } from './write/transact.ts';

type Partner = { name: string; token: string };
type Note = { id: string; by: number };

/** What breaks recording, while it is set. */
const trouble: { of?: string; error?: Error } = {};

const noteIn = (line: string): Note | UnreadablePart => {
  const [, id, by] = /^(\w+):(-?\d+)$/.exec(line) ?? [];
  return id === undefined
    ? { reason: 'no_note', detail: `${line} is no note`, fragment: line }
    : { id, by: Number(by) };
};
const isNote = (one: Note | UnreadablePart): one is Note => 'id' in one;

/** Notes of partners: lines `counter:number`, proved by a token in a header or at the end of the path. */
const notes = (name: string, path: string): Receiver<Partner> =>
  receiver({
    name,
    endpoints: pushEndpoints({
      id: name,
      path,
      vertical: 'logistics',
      summary: 'Notes',
      description: 'Notes of partners',
      connection: 'A partner',
    }),
    find: async (partner) => (partner === 'nobody' ? undefined : { name: partner, token: `token of ${partner}` }),
    listens: (partner) => partner.name !== 'deaf',
    verify: ({ headers, pathSecret }, { token }) => {
      const said = headers['x-note-token'] ?? pathSecret;
      return said === undefined ? 'missing' : said === token ? 'valid' : 'wrong';
    },
    greet: ({ rawBody }) =>
      rawBody.toString() === 'hello' ? { status: 200, contentType: 'text/plain', body: 'hello yourself' } : undefined,
    receipt: (_request, partner) =>
      partner.name === 'terse' ? { status: 204, contentType: 'text/plain', body: '' } : undefined,
    read: async (batch) => {
      const read = batch.map(({ body }) => body.toString().split('\n').filter(Boolean).map(noteIn));
      const found = read.map((parts) => parts.filter(isNote));
      return {
        unreadable: read.map((parts) => parts.filter((part): part is UnreadablePart => !isNote(part))),
        hold: async () =>
          hold(
            counters,
            found.flat().map(({ id }) => id),
          ),
        write: async (unit) => {
          if (trouble.error && found.flat().some(({ id }) => id === trouble.of)) throw trouble.error;
          allDone(
            await unit.apply(
              counters,
              found.flat().map(({ id, by }) => count(id, by)),
            ),
          );
          return found.map((mine) => ({ recorded: mine.length, duplicates: 0, waiting: 0 }));
        },
      };
    },
  });

const first = notes('test.notes', '/api/test/notes/:partner');
const second = notes('test.other_notes', '/api/test/other/:partner');

let opened: TestPlatform;
let inbox: Inbox;
let http: Server;
let origin: string;

beforeAll(async () => {
  opened = await openTestPlatform();
  const { platform } = opened;
  inbox = openInbox(platform, [first, second]);
  // Nobody is asked who they are: what is signed is the message.
  const gate: Gate = { identify: () => Promise.reject(new Error('asked for a key')), isOn: () => true };
  const app = createServer(platform, gate, { routes: [], raw: inbox.routes });
  app.use(problemHandler(platform));
  http = createHttpServer(app).listen(0, '127.0.0.1');
  await new Promise((done) => http.once('listening', done));
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  http?.closeAllConnections();
  http?.close();
  await opened?.close();
});
beforeEach(() => {
  delete trouble.of;
  delete trouble.error;
});

let made = 0;
const fresh = (): string => `c${++made}`;

const post = async (partner: string, body: string, { path = 'notes', token = `token of ${partner}` } = {}) => {
  const headers: Record<string, string> = token === '' ? {} : { 'x-note-token': token };
  const response = await fetch(`${origin}/api/test/${path}/${partner}`, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
};
const query = async <T extends object>(sql: string, ...values: unknown[]): Promise<T[]> =>
  (await opened.platform.database.pool.query<T>(sql, values)).rows;
const countOf = async (id: string): Promise<number | undefined> =>
  (await query<{ count: number }>('SELECT count FROM test_counters WHERE id = $1', id))[0]?.count;
const inboxPlace = () => ({ privacy: opened.platform.privacy, tx: opened.platform.database });
const kept = (messageId: string) => keptMessage(inboxPlace(), messageId);
const keptOf = async (partner: string) => {
  const rows = await query<{ id: string; tries: number }>(
    'SELECT id, tries FROM inbound_webhooks WHERE connection = $1 ORDER BY id',
    partner,
  );
  return Promise.all(
    rows.map(async ({ id, tries }) => {
      const found = await kept(id);
      if (!found) throw new Error(`${id} is not kept`);
      return { ...found, id, tries };
    }),
  );
};
const trashedOf = async (handler: string, partner: string) => {
  const { privacy, database } = opened.platform;
  const found = await trashEntries
    .whole(privacy)
    .list(database, "WHERE handler = $1 AND about->>'connection' = $2 ORDER BY id", handler, partner);
  return found.map(({ reason, payload }) => ({ reason, payload: payload as { body: string } }));
};
const takeUp = () =>
  deferredMessagesJob(opened.platform, [first, second]).run(
    {},
    { jobId: 'job_1', attempt: 1, thread: { correlationId: 'job_1', actor: 'test' } },
  );

describe('a message', () => {
  it('that is proved is recorded, kept as it came, and answered with what became of it', async () => {
    const [a, b, partner] = [fresh(), fresh(), fresh()];
    const { status, body } = await post(partner, `${a}:2\n${b}:3\n${a}:1`);
    expect([status, body]).toEqual([200, { outcome: 'recorded', recorded: 3, duplicates: 0, waiting: 0, trashed: 0 }]);
    expect([await countOf(a), await countOf(b)]).toEqual([3, 3]);
    const [kept] = await keptOf(partner);
    expect(kept).toMatchObject({ receiver: 'test.notes', outcome: 'recorded', recorded: 3 });
    expect(kept?.body?.toString()).toBe(`${a}:2\n${b}:3\n${a}:1`);
  });
  it('that is not proved, or comes by no connection, leaves no trace', async () => {
    const [a, partner] = [fresh(), fresh()];
    expect((await post(partner, `${a}:1`, { token: '' })).body).toMatchObject({
      status: 401,
      code: 'signature_missing',
    });
    expect((await post(partner, `${a}:1`, { token: 'no' })).body).toMatchObject({
      status: 401,
      code: 'signature_wrong',
    });
    for (const name of ['nobody', 'deaf', 'NOT%20A%20NAME']) expect((await post(name, `${a}:1`)).status).toBe(404);
    expect((await post(partner, 'x'.repeat(1_100_000))).status).toBe(413);
    expect(await countOf(a)).toBeUndefined();
    expect([await keptOf(partner), await keptOf('deaf')]).toEqual([[], []]);
  });
  it('may come by GET, with the secret in the path', async () => {
    const partner = fresh();
    const answer = await fetch(
      `${origin}/api/test/notes/${partner}/${encodeURIComponent(`token of ${partner}`)}?${fresh()}:4`,
    );
    expect([answer.status, await answer.json()]).toMatchObject([200, { recorded: 1 }]);
    expect((await keptOf(partner)).length).toBe(1);
  });
  it('that only says hello is greeted and not kept; a sender with its own format reads that', async () => {
    expect(await post('polite', 'hello')).toMatchObject({ status: 200, text: 'hello yourself' });
    expect(await keptOf('polite')).toEqual([]);
    const a = fresh();
    expect((await post('terse', `${a}:1`)).status).toBe(204);
    expect(await countOf(a)).toBe(1);
  });
  it('goes to the receiver whose path it took, and to no other', async () => {
    const [a, partner] = [fresh(), fresh()];
    await post(partner, `${a}:1`, { path: 'other' });
    expect((await keptOf(partner)).map((row) => row.receiver)).toEqual(['test.other_notes']);
  });
});

describe('what nobody can read', () => {
  it('goes to the Trash once, and the rest is recorded', async () => {
    const [a, partner] = [fresh(), fresh()];
    expect(await post(partner, `${a}:1\nrubbish`)).toMatchObject({ status: 200, body: { recorded: 1, trashed: 1 } });
    expect(await post(partner, 'rubbish')).toMatchObject({ status: 202, body: { outcome: 'trashed', trashed: 1 } });
    expect(await trashedOf('test.notes', partner)).toMatchObject([{ reason: 'no_note', payload: { body: 'rubbish' } }]);
    expect((await keptOf(partner)).map(({ outcome }) => outcome)).toEqual(['recorded', 'trashed']);
  });
  it('repaired goes on where it stopped; still wrong it says what is', async () => {
    const a = fresh();
    const { resume } = resumerOf(opened.platform, first);
    await expect(resume({ connection: 'x', body: 'rubbish' })).rejects.toMatchObject({ code: 'no_note' });
    await expect(resume({ connection: 'nobody', body: `${a}:1` })).rejects.toThrow('no such connection');
    await expect(resume(null)).rejects.toThrow('no such connection');
    await resume({ connection: 'x', body: `${a}:7` });
    expect(await countOf(a)).toBe(7);
    await expect(resume({ connection: 'x', body: `${a}:-8` })).rejects.toMatchObject({ code: 'not_recorded' });
  });
});

describe('when recording fails', () => {
  it('a poison message is kept, harms no neighbour, and after five tries lies in the Trash whole', async () => {
    const [good, bad, partner] = [fresh(), fresh(), fresh()];
    Object.assign(trouble, { of: bad, error: new TypeError('a bug') });
    const answers = await Promise.all([
      post(partner, `${bad}:1`),
      ...[1, 2, 3].map((n) => post(partner, `${good}:${n}`)),
    ]);
    expect(answers.map(({ status, body }) => [status, body.outcome])).toEqual([
      [202, 'deferred'],
      ...[1, 2, 3].map(() => [200, 'recorded']),
    ]);
    expect(await countOf(good)).toBe(6);
    for (let n = 1; n <= 4; n++) await takeUp();
    expect((await keptOf(partner)).find(({ outcome }) => outcome === 'deferred')).toMatchObject({
      tries: 4,
      recorded: 0,
    });
    expect(await trashedOf('test.notes', partner)).toEqual([]);
    await takeUp();
    await takeUp();
    expect(await trashedOf('test.notes', partner)).toMatchObject([
      { reason: 'not_recorded', payload: { body: `${bad}:1` } },
    ]);
    expect((await keptOf(partner)).filter(({ outcome }) => outcome === 'deferred')).toEqual([]);
    delete trouble.error;
    await resumerOf(opened.platform, first).resume((await trashedOf('test.notes', partner))[0]?.payload);
    expect(await countOf(bad)).toBe(1);
  });
  it('because a store is away, the sender is told to come again, and nothing is taken for bad', async () => {
    const [a, partner] = [fresh(), fresh()];
    Object.assign(trouble, { of: a, error: Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }) });
    expect((await post(partner, `${a}:1`)).status).toBe(503);
    expect(await keptOf(partner)).toEqual([]);
    delete trouble.error;
    expect((await post(partner, `${a}:1`)).status).toBe(200);
    expect(await countOf(a)).toBe(1);
  });
  it('an outage costs a message that was put off no try', async () => {
    const [a, partner] = [fresh(), fresh()];
    Object.assign(trouble, { of: a, error: new TypeError('a bug') });
    await post(partner, `${a}:1`);
    trouble.error = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    await expect(takeUp()).rejects.toThrow('gone');
    expect(await keptOf(partner)).toMatchObject([{ outcome: 'deferred', tries: 0 }]);
    delete trouble.error;
    await takeUp();
    expect(await keptOf(partner)).toMatchObject([{ outcome: 'recorded', recorded: 1 }]);
  });
  it('and the process dies before trying again, another takes up what was kept, once however many do', async () => {
    const [a, partner] = [fresh(), fresh()];
    Object.assign(trouble, { of: a, error: new TypeError('a bug') });
    await post(partner, `${a}:5`, { path: 'other' });
    delete trouble.error;
    const other = await opened.another();
    const elsewhere = deferredMessagesJob(other.platform, [second, first]);
    await Promise.all([
      takeUp(),
      elsewhere.run({}, { jobId: 'job_2', attempt: 1, thread: { correlationId: 'job_2', actor: 'test' } }),
    ]);
    await takeUp();
    expect(await countOf(a)).toBe(5);
    expect(await keptOf(partner)).toMatchObject([{ receiver: 'test.other_notes', outcome: 'recorded', recorded: 1 }]);
  });
});

describe('keeping and recording', () => {
  const message = (partner: string, body: string): RawMessage<Partner> => ({
    messageId: `whk_${fresh()}`,
    connection: partner,
    opened: { name: partner, token: '' },
    source: 'poll',
    body: Buffer.from(body),
    receivedAt: '2026-11-16T10:00:00.000Z',
  });
  it('are one transaction: who dies between them leaves neither', async () => {
    const [a, partner] = [fresh(), fresh()];
    const dying: Receiver<Partner> = {
      ...first,
      read: async (batch) => {
        const recording = await first.read(batch);
        return {
          ...recording,
          write: async (unit) => {
            const counts = await recording.write(unit);
            // What a process killed here looks like to Postgres: its connection is gone in the middle of a transaction.
            await unit.tx.rows('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
            return counts;
          },
        };
      },
    };
    await expect(recordMessages(opened.platform, dying, [message(partner, `${a}:1`)])).rejects.toThrow();
    expect([await countOf(a), await keptOf(partner)]).toEqual([undefined, []]);
  });
  it('serve answers to polls as well, which are found again by id', async () => {
    const [a, partner] = [fresh(), fresh()];
    const one = message(partner, `${a}:1\nrubbish`);
    const [reply] = await recordMessages(opened.platform, first, [one]);
    expect(reply).toMatchObject({ recorded: 1, trashed: 1 });
    expect(await kept(one.messageId)).toMatchObject({
      messageId: one.messageId,
      receiver: 'test.notes',
      connection: partner,
      source: 'poll',
      body: one.body,
      receivedAt: one.receivedAt,
      outcome: 'recorded',
      recorded: 1,
      duplicates: 0,
    });
    expect(await trashedOf('test.notes', partner)).toMatchObject([
      { payload: { connection: partner, source: 'poll' } },
    ]);
    expect(await kept('whk_none')).toBeUndefined();
  });
});
