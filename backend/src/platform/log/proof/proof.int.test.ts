/** The proof of the log on a real database: one chain under many writers, and every way of falsifying it found and named. */
import { appendFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rewriteProof, tamper, tamperings, unguarded } from '../../../../test/log-tampering.ts';
import { appendSome, counted, openTestPlatform, type TestPlatform } from '../../../../test/test-platform.ts';
import { append } from '../event-log.ts';
import { sequenceOnce } from '../sequencer.ts';
import { chainedThrough, chainStep } from './chain.ts';
import { headBookOf, noHeadBook } from './head-book.ts';
import { addHeads, addRestored, lastNumberIn, readHeadLines } from './head-file.ts';
import { cutHead, headsAfter, newestHead } from './heads.ts';
import { verifyLog, verifyStretch } from './verify.ts';
import { stretchOf } from './verify-job.ts';
import { proofOf, verifyOrder } from './verify-order.ts';

const secret = 'ab'.repeat(32);
const folder = mkdtempSync(join(tmpdir(), 'gantry-heads-'));
/** The test command runs a short form; `pnpm bench tampering` the full one, and times a longer log. */
const isFull = process.env.GANTRY_PROOFS === 'full';
const lot = isFull ? 1_000 : 60;
const minutes = 6;
const each = 50;
const last = minutes * each;

let test: TestPlatform;
const database = () => test.platform.database;
const book = () => headBookOf(readHeadLines(folder), [secret]);
const minuteOf = (n: number) => new Date(Date.UTC(2026, 4, 1, 23, 57 + n));

/** Events of three orders of two merchants by turns: `a1` and `a2` of merchant a, `b1` of b. */
const appendMinute = async (minute: number): Promise<void> => {
  const entries = Array.from({ length: each }, (_, i) => {
    const n = minute * each + i;
    const streamId = ['a1', 'b1', 'a2'][n % 3] ?? '';
    const thread = { correlationId: streamId, actor: 'test', merchant: streamId.slice(0, 1) };
    return { stream: 'test', streamId, version: Math.floor(n / 3) + 1, fact: counted({ by: n }), thread };
  });
  await database().transaction((tx) => append(tx, entries, minuteOf(minute)));
  const client = await database().pool.connect();
  while ((await sequenceOnce(client)) === 0);
  client.release();
};

beforeAll(async () => {
  test = await openTestPlatform();
  for (let minute = 0; minute < minutes; minute++) {
    await appendMinute(minute);
    // Sixteen at once: one of them goes on, the others see that it did.
    const went = await Promise.all(Array.from({ length: 16 }, () => chainStep(database(), async () => true)));
    expect(went.reduce((sum, n) => sum + n)).toBe(each);
    await cutHead(database(), minuteOf(minute));
    addHeads(folder, secret, await headsAfter(database(), lastNumberIn(folder), 10));
  }
});
afterAll(() => test.close());

const verify = (merchant?: string) => verifyLog(database(), { book: book(), merchant });
const told = (faults: readonly { kind: string; number: number | null; count: number }[]) =>
  faults.map(({ kind, number, count }) => [kind, number, count]);

describe('as it was written', () => {
  it('sixteen writers make one chain a merchant, and it is whole', async () => {
    const found = await verify();
    expect(found).toMatchObject({ ok: true, entries: last, events: last, pending: 0 });
    expect(found.heads).toMatchObject({ checked: minutes, outside: minutes });
    const rows = await database().rows<{ merchant: string; n: string; most: string }>(
      'SELECT merchant, count(*) AS n, max(number) AS most FROM log_chain GROUP BY 1 ORDER BY 1',
    );
    expect(rows.map(({ merchant, n, most }) => [merchant, n, most])).toEqual([
      ['a', '200', '200'],
      ['b', '100', '100'],
    ]);
  });

  it('one chain is proved without what lies between its entries', async () => {
    expect(await verify('b')).toMatchObject({ ok: true, entries: 100 });
  });

  it('a head closes the day, and nothing new makes none', async () => {
    const heads = await headsAfter(database(), 0, 10);
    expect(heads.map(({ day }) => day)).toEqual([null, null, null, '2026-05-01', null, null]);
    expect(await cutHead(database(), minuteOf(60))).toBeUndefined();
  });

  it('an order is proved by its own minutes', async () => {
    const found = await verifyOrder(database(), 'b1', book());
    expect(found).toMatchObject({ ok: true, events: 100, pending: 0, head: { number: minutes, outside: true } });
    const [proof] = [...(await proofOf(database(), [2])).values()];
    expect(proof).toMatchObject({ number: 1 });
  });

  it('each part is whole by itself, and the parts are all of it', async () => {
    let entries = 0;
    for (let hour = 0; hour < 24; hour++) {
      const part = await verifyStretch(database(), { ...stretchOf(hour, last), book: book() });
      expect(part.faults).toEqual([]);
      entries += part.entries;
    }
    expect(entries).toBe(last);
  });

  it('survives that old events move into partitions', async () => {
    const found = await unguarded(database(), async (sql) => {
      await sql.run('ALTER TABLE event_positions DROP CONSTRAINT event_positions_event');
      await sql.run('ALTER TABLE event_log RENAME TO event_log_old');
      await sql.run('CREATE TABLE event_log (LIKE event_log_old) PARTITION BY RANGE (id)');
      await sql.run('CREATE TABLE event_log_first PARTITION OF event_log FOR VALUES FROM (0) TO (100)');
      await sql.run('CREATE TABLE event_log_rest PARTITION OF event_log FOR VALUES FROM (100) TO (1000000)');
      await sql.run('INSERT INTO event_log SELECT * FROM event_log_old');
      return verifyLog(sql, { book: book() });
    });
    expect(found).toMatchObject({ ok: true, events: last });
  });

  it.each(['UPDATE log_chain SET number = 1', 'DELETE FROM log_heads'])('refuses %s', async (sql) => {
    await expect(database().run(sql)).rejects.toThrow(/append-only/);
  });
});

describe('falsified', () => {
  const found = (change: Parameters<typeof unguarded<Awaited<ReturnType<typeof verifyLog>>>>[1]) =>
    unguarded(database(), change);
  const after = (sql: Parameters<Parameters<typeof unguarded>[1]>[0]) => verifyLog(sql, { book: book() });

  it('names an event of which one letter was changed', async () => {
    const { faults } = await found(async (sql) => {
      await sql.run(`UPDATE event_log SET actor = 'tesT' WHERE stream_id = 'b1' AND version = 7`);
      return after(sql);
    });
    expect(told(faults)).toEqual([['changed', 7, 1]]);
    expect(faults[0]?.text).toMatch(/^evt_\d+ \(number 7\)/);
  });

  it('names what is missing: the event, the event with its entry, three entries of one chain', async () => {
    const one = await found(async (sql) => {
      await tamper(sql, 'deleted', { seq: 20, last });
      return after(sql);
    });
    const [where] = await database().rows<{ number: string }>('SELECT number FROM log_chain WHERE seq = 20');
    expect(told(one.faults)).toEqual([['missing', Number(where?.number), 1]]);
    const three = await found(async (sql) => {
      await sql.run(`DELETE FROM event_log WHERE id IN (SELECT p.event_id FROM event_positions p JOIN log_chain c USING (seq)
        WHERE c.merchant = 'a' AND c.number BETWEEN 45 AND 47)`);
      await sql.run(
        `DELETE FROM event_positions WHERE seq IN (SELECT seq FROM log_chain WHERE merchant = 'a' AND number BETWEEN 45 AND 47)`,
      );
      await sql.run(`DELETE FROM log_chain WHERE merchant = 'a' AND number BETWEEN 45 AND 47`);
      return after(sql);
    });
    expect(told(three.faults)).toEqual([['missing', 45, 3]]);
    expect(three.faults[0]?.text).toBe('3 entries are missing from the chain of a, the first is number 45');
  });

  it('says of a number used twice that it is that, and no deletion', async () => {
    const { faults } = await found(async (sql) => {
      await sql.run('DROP INDEX log_chain_merchant_number_key');
      await sql.run('DROP INDEX event_positions_event_id_key');
      await sql.run(
        `INSERT INTO log_chain SELECT $1, merchant, number, leaf, hash FROM log_chain WHERE merchant = 'a' AND number = 45`,
        last + 1,
      );
      await sql.run(
        'INSERT INTO event_positions VALUES ($1, (SELECT event_id FROM event_positions WHERE seq = 1))',
        last + 1,
      );
      await sql.run('UPDATE log_chain_cursor SET seq = $1', last + 1);
      return after(sql);
    });
    expect(told(faults)).toContainEqual(['number_used_twice', 45, 1]);
    expect(faults.map(({ kind }) => kind)).not.toContain('missing');
  });

  it('finds what was put in, and a link that does not follow', async () => {
    const put = await found(async (sql) => {
      await sql.run('DELETE FROM log_chain WHERE seq = 30');
      return after(sql);
    });
    expect(put.faults.map(({ kind, seq }) => [kind, seq])).toContainEqual(['not_chained', 30]);
    const link = await found(async (sql) => {
      await sql.run(`UPDATE log_chain SET hash = leaf WHERE merchant = 'b' AND number = 9`);
      return after(sql);
    });
    expect(told(link.faults)).toEqual([
      ['link_broken', 9, 1],
      ['link_broken', 10, 1],
    ]);
  });

  it('says by how much the log is shorter than its head', async () => {
    const { faults } = await found(async (sql) => {
      await tamper(sql, 'cut_off', { seq: last - 2, last });
      return after(sql);
    });
    expect(told(faults)).toEqual([['shorter_than_head', minutes, 3]]);
  });

  it('finds a log written anew as a whole by the heads outside, and by nothing else', async () => {
    const rewritten = (with_: ReturnType<typeof book>) =>
      unguarded(database(), async (sql) => {
        await sql.run(`UPDATE event_log SET payload = '{"by": 1000001}' WHERE stream_id = 'a2' AND version = 40`);
        await rewriteProof(sql, last);
        return [await verifyLog(sql, { book: with_ }), await verifyOrder(sql, 'a2', with_)] as const;
      });
    const [all, order] = await rewritten(book());
    // The 40th of a2 lies in the third minute: heads 1 and 2 still stand, 3 to 6 are others.
    expect(told(all.faults)).toEqual([3, 4, 5, 6].map((number) => ['differs_from_head', number, 1]));
    expect(order.ok).toBe(false);
    expect((await rewritten(noHeadBook))[0].ok).toBe(true);
  });

  it('finds what befell one order, and nothing where it befell another', async () => {
    const [own, other] = await unguarded(database(), async (sql) => {
      await sql.run(`UPDATE event_log SET payload = '{"by": 1000001}' WHERE stream_id = 'a2' AND version = 40`);
      return [await verifyOrder(sql, 'a2', book()), await verifyOrder(sql, 'b1', book())] as const;
    });
    expect(told(own.faults)).toEqual([['changed', 80, 1]]);
    expect(other.ok).toBe(true);
    const gone = await unguarded(database(), async (sql) => {
      const [where] = await sql.rows<{ seq: string }>(
        `SELECT p.seq FROM event_positions p JOIN event_log e ON e.id = p.event_id WHERE e.stream_id = 'b1' AND e.version = 12`,
      );
      await tamper(sql, 'deleted_with_entry', { seq: Number(where?.seq), last });
      return verifyOrder(sql, 'b1', book());
    });
    expect(gone.faults.map(({ text }) => text)).toContain('1 event is missing from test b1: its versions have a gap');
  });

  it('does not walk an emptiness that somebody made, and names heads that are gone', { timeout: 20_000 }, async () => {
    const far = await found(async (sql) => {
      const seq = Number.MAX_SAFE_INTEGER - 1;
      await sql.run('UPDATE event_positions SET seq = $1 WHERE seq = $2', seq, last);
      await sql.run('UPDATE log_chain SET seq = $1 WHERE seq = $2', seq, last);
      await sql.run('UPDATE log_chain_cursor SET seq = $1', seq);
      return after(sql);
    });
    expect(far.faults.map(({ kind, seq }) => [kind, seq])).toContainEqual(['changed', Number.MAX_SAFE_INTEGER - 1]);
    const heads = await found(async (sql) => {
      await sql.run('DELETE FROM log_heads WHERE number IN (1, 2, 4)');
      return after(sql);
    });
    expect(heads.faults.map(({ text }) => text)).toEqual([
      'heads 1 to 2 are missing from the database',
      'head 4 is missing from the database',
    ]);
  });

  it(`${lot} falsifications of every kind: each is found where it begins`, async () => {
    const numberAt = new Map(
      (await database().rows<{ seq: string; number: string }>('SELECT seq, number FROM log_chain')).map(
        ({ seq, number }) => [Number(seq), Number(number)] as const,
      ),
    );
    for (let n = 0; n < lot; n++) {
      const kind = tamperings[n % tamperings.length] ?? 'altered';
      const seq = 2 + ((n * 7_919) % (last - 2));
      const { faults } = await found(async (sql) => {
        await tamper(sql, kind, { seq, last });
        return after(sql);
      });
      const [first] = faults;
      const head = Math.ceil(seq / each);
      const wanted: Record<typeof kind, unknown> = {
        altered: { kind: 'changed', seq },
        deleted: { kind: 'missing', seq },
        deleted_with_entry: { kind: 'missing', number: numberAt.get(seq) },
        reordered: { kind: 'changed', seq: seq === last ? seq - 1 : seq },
        cut_off: { kind: 'shorter_than_head', number: minutes, count: last - seq + 1 },
        rewritten: { kind: 'differs_from_head', number: head },
      };
      expect([kind, seq, first]).toMatchObject([kind, seq, wanted[kind]]);
    }
  });
});

describe('the heads beside the database', () => {
  it('a line that the tower did not sign is named, one that was cut short is none', async () => {
    const other = mkdtempSync(join(tmpdir(), 'gantry-heads-'));
    const heads = await headsAfter(database(), 0, 10);
    addHeads(other, secret, heads.slice(0, 3));
    const [file] = readdirSync(other);
    appendFileSync(join(other, file ?? ''), '{"number":4,"at"');
    expect(lastNumberIn(other)).toBe(3);
    addHeads(other, secret, heads.slice(3, 4));
    addHeads(other, 'cd'.repeat(32), heads.slice(4, 5));
    const [strange] = headBookOf(readHeadLines(other), [secret]).faults;
    expect(strange?.text).toBe('the line of head 5 is not what this tower signed');
    const [, forged] = readHeadLines(other);
    if (!forged) throw new Error('no line');
    expect(headBookOf([{ ...forged, seq: 1 }], [secret]).faults[0]?.text).toBe(
      'the line of head 2 is not what this tower signed',
    );
  });

  it('a restore makes later heads void, and what follows it counts', async () => {
    const other = mkdtempSync(join(tmpdir(), 'gantry-heads-'));
    const heads = await headsAfter(database(), 0, 10);
    addHeads(other, secret, heads);
    addRestored(other, secret, { why: 'a backup', at: minuteOf(61), head: heads[3] });
    expect(headBookOf(readHeadLines(other), [secret])).toMatchObject({ aside: 2, faults: [] });
    expect(lastNumberIn(other)).toBe(4);
    addHeads(other, secret, heads.slice(4));
    const again = headBookOf(readHeadLines(other), [secret]);
    expect(again).toMatchObject({ aside: 2, faults: [] });
    expect((await verifyLog(database(), { book: again })).ok).toBe(true);
  });

  it('without a restore the file that goes further than the database is told', async () => {
    const newest = await newestHead(database());
    if (!newest) throw new Error('no head');
    const more = mkdtempSync(join(tmpdir(), 'gantry-heads-'));
    addHeads(more, secret, [
      ...(await headsAfter(database(), 0, 10)),
      { ...newest, number: 7, seq: last + 9, before: newest.hash },
    ]);
    const { faults } = await verifyLog(database(), { book: headBookOf(readHeadLines(more), [secret]) });
    expect(told(faults)).toEqual([['shorter_than_head', 7, 9]]);
    expect(await chainedThrough(database())).toBe(last);
  });
});

describe('while the tower goes on', () => {
  const goOn = async (minute: number, at: Date) => {
    await appendMinute(minute);
    while ((await chainStep(database(), async () => true)) > 0);
    return cutHead(database(), at);
  };

  it('a head that is made while the log is verified is no fault of it', async () => {
    let made: Awaited<ReturnType<typeof goOn>>;
    // Between the walk and the question for further heads.
    const sql = {
      ...database(),
      rows: async <Row>(text: string, ...values: unknown[]): Promise<Row[]> => {
        const rows = await database().rows<Row>(text, ...values);
        if (text.includes('FULL JOIN') && !made) made = await goOn(minutes, minuteOf(minutes));
        return rows;
      },
    };
    const verified = await verifyLog(sql, { book: book() });
    expect(made?.number).toBe(minutes + 1);
    expect(verified.faults).toEqual([]);
    expect(verified.heads.checked).toBe(minutes);
  });

  it('heads go on when the clock is put back an hour', async () => {
    const back = await goOn(minutes + 1, minuteOf(minutes - 60));
    expect(back).toMatchObject({ number: minutes + 2, day: null });
    expect(await goOn(minutes + 2, minuteOf(minutes - 60))).toBeUndefined();
    addHeads(folder, secret, await headsAfter(database(), lastNumberIn(folder), 10));
    expect((await verify()).faults).toEqual([]);
  });
});

describe.runIf(isFull)('a longer log', () => {
  const events = 200_000;
  it('is chained and verified at a speed that is told', { timeout: 600_000 }, async () => {
    const longer = await openTestPlatform();
    const { database } = longer.platform;
    const streams = Array.from({ length: 2_000 }, (_, n) => `s${n}`);
    for (let n = 0; n < events; n += 10_000) await appendSome(longer.platform, streams, 10_000);
    const client = await database.pool.connect();
    while ((await sequenceOnce(client)) > 0);
    client.release();
    const began = performance.now();
    while ((await chainStep(database, async () => true)) > 0);
    const chained = performance.now();
    await cutHead(database, minuteOf(0));
    const found = await verifyLog(database, { book: noHeadBook });
    const verified = performance.now();
    const perSecond = (from: number, to: number): number => Math.round((events * 1_000) / (to - from));
    console.log(
      JSON.stringify({
        events,
        chainedPerSecond: perSecond(began, chained),
        verifiedPerSecond: perSecond(chained, verified),
      }),
    );
    expect(found).toMatchObject({ ok: true, events });
    await longer.close();
  });
});
