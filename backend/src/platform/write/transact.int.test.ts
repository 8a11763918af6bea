/** The command runner: row and log change together or not at all, writers who meet try again, a refusal harms nobody else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, counted, counters, openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/tower.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { Sql } from '../database.ts';
import { append } from '../log/event-log.ts';
import { execute, hold, holdNothing, take, transact } from './transact.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test.close());

const rowOf = async (id: string) => {
  const { rows } = await test.platform.database.pool.query('SELECT count, version FROM test_counters WHERE id = $1', [
    id,
  ]);
  return rows[0];
};
const versionsOf = async (id: string): Promise<number[]> => {
  const { rows } = await test.platform.database.pool.query(
    'SELECT version FROM event_log WHERE stream_id = $1 ORDER BY id',
    [id],
  );
  return rows.map(({ version }) => version);
};

describe('execute', () => {
  it('writers who meet on a new stream all have their way, one after the other', async () => {
    await Promise.all(Array.from({ length: 20 }, () => execute(test.platform, counters, count('a', 1))));
    expect(await rowOf('a')).toEqual({ count: 20, version: 20 });
    expect(await versionsOf('a')).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });
  it('tells the log their events in the order of the stream: whoever waits is numbered after the one waited for', async () => {
    const ids = Array.from({ length: 4 }, (_, n) => `order-${n}`);
    const many = Array.from({ length: 120 }, (_, n) => execute(test.platform, counters, count(ids[n % 4] ?? '', 1)));
    await Promise.all(many);
    for (const id of ids) {
      const { rows } = await test.platform.database.pool.query<{ version: number }>(
        'SELECT version FROM event_log WHERE stream_id = $1 ORDER BY tx, id',
        [id],
      );
      expect(rows.map(({ version }) => version)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    }
  });
  it('throws what the decision throws, and then nothing has happened', async () => {
    await expect(execute(test.platform, counters, count('b', -1))).rejects.toThrow(Refusal);
    expect([await rowOf('b'), await versionsOf('b')]).toEqual([undefined, []]);
  });
  it('no rule is broken between two who meet: ten take from five', async () => {
    await execute(test.platform, counters, count('c', 5));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => execute(test.platform, counters, count('c', -1))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(await rowOf('c')).toEqual({ count: 0, version: 6 });
  });
  it('a row that cannot be saved takes its events with it', async () => {
    const broken = { ...counters, save: () => Promise.reject(new Error('disk full')) };
    await expect(execute(test.platform, broken, count('d', 1))).rejects.toThrow('disk full');
    expect(await versionsOf('d')).toEqual([]);
  });
});

/** Versions of a stream as the log tells them: in the order of transactions. */
const toldOf = async (id: string): Promise<number[]> => {
  const rows = await test.platform.database.rows<{ version: number }>(
    'SELECT version FROM event_log WHERE stream_id = $1 ORDER BY tx, id',
    id,
  );
  return rows.map(({ version }) => version);
};
const somebodyWaits = () =>
  until(
    async () => {
      const waiting = await test.platform.database.rows(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      return waiting.length > 0;
    },
    { what: 'a transaction that waits' },
  );

describe('a transaction that writes two kinds of stream', () => {
  const gauges = { ...counters, name: 'test_gauge' };
  const thread = { correlationId: 'test', actor: 'test' };

  it('holds both before it has a number: the log tells each stream in its order', async () => {
    let second: Promise<unknown> = Promise.resolve();
    await transact(test.platform, hold(counters, ['two-c']).and(gauges, ['two-g']), async ({ apply }) => {
      // Numbered from here on.
      await apply(counters, [count('two-c', 1)]);
      second = execute(test.platform, gauges, count('two-g', 1));
      await somebodyWaits();
      await apply(gauges, [count('two-g', 1)]);
    });
    await second;
    expect(await toldOf('two-g')).toEqual([1, 2]);
  });
  it('would be told in the wrong order if it held the second kind only when it came to it', async () => {
    const { database } = test.platform;
    const write = (tx: Sql, stream: string, streamId: string, version: number) =>
      append(tx, [{ stream, streamId, version, fact: counted({ by: 1 }), thread }], new Date());
    await database.transaction(async (tx) => {
      await write(tx, 'test_counter', 'late-c', 1);
      await database.transaction((other) => write(other, 'test_gauge', 'late-g', 1));
      await write(tx, 'test_gauge', 'late-g', 2);
    });
    expect(await toldOf('late-g')).toEqual([2, 1]);
  });
  it('holds first what others read to know what else to hold, whatever it is called: nobody waits in a ring', async () => {
    // By its name it comes after the other kind.
    const leading = { ...counters, name: 'test_last', heldFirst: true };
    const tries = { looking: 0, holding: 0 };
    const holdBoth = async () => {
      tries.holding += 1;
      return hold(gauges, ['ring-g']).and(leading, ['ring-l']);
    };
    let second: Promise<unknown> = Promise.resolve();
    await transact(
      test.platform,
      async (tx) => {
        tries.looking += 1;
        const first = hold(leading, ['ring-l']);
        await take(tx, first);
        second = transact(test.platform, holdBoth, async () => undefined);
        await somebodyWaits();
        return first.and(gauges, ['ring-g']);
      },
      async () => undefined,
    );
    await second;
    expect(tries).toEqual({ looking: 1, holding: 1 });
  });
  it('cannot write a stream that it does not hold', async () => {
    const unheld = transact(test.platform, hold(counters, ['held']), async ({ apply }) => {
      await apply(counters, [count('held', 1)]);
      await apply(gauges, [count('loose', 1)]);
    });
    await expect(unheld).rejects.toThrow('test_gauge loose is not held');
    expect(await toldOf('held')).toEqual([]);
  });
  it('sees in a later call what an earlier one of it did', async () => {
    await transact(test.platform, hold(counters, ['twice']), async ({ apply }) => {
      await apply(counters, [count('twice', 2)]);
      expect(await apply(counters, [count('twice', -3)])).toMatchObject([{ ok: false }]);
      await apply(counters, [count('twice', -2)]);
    });
    expect(await rowOf('twice')).toEqual({ count: 0, version: 2 });
  });
});

describe('load', () => {
  const seen: string[][] = [];
  const watched = {
    ...counters,
    load: (tx: Sql, ids: readonly string[]) => {
      seen.push([...ids]);
      return counters.load(tx, ids);
    },
  };
  it('reads what the next call writes, which reads only what is new to it, also of streams that are not there yet', async () => {
    await execute(test.platform, counters, count('load-a', 5));
    seen.length = 0;
    const states = await transact(test.platform, hold(counters, ['load-a', 'load-b', 'load-c']), async (unit) => {
      const found = await unit.load(watched, ['load-b', 'load-a', 'load-b']);
      await unit.apply(watched, [count('load-a', -1), count('load-b', 2), count('load-c', 3)]);
      return found;
    });
    expect([[...states.keys()], states.get('load-a')?.count]).toEqual([['load-a'], 5]);
    expect(seen).toEqual([['load-a', 'load-b'], ['load-c']]);
    expect(await Promise.all(['load-a', 'load-b', 'load-c'].map(rowOf))).toEqual([
      { count: 4, version: 2 },
      { count: 2, version: 1 },
      { count: 3, version: 1 },
    ]);
  });
  it('answers what was written meanwhile, and nothing of what the transaction does not hold', async () => {
    const counts = await transact(test.platform, hold(counters, ['load-d']), async (unit) => {
      await unit.load(counters, ['load-d']);
      await unit.apply(counters, [count('load-d', 2)]);
      const after = await unit.load(counters, ['load-d']);
      await expect(unit.load(counters, ['load-e'])).rejects.toThrow('not held');
      return after.get('load-d')?.count;
    });
    expect(counts).toBe(2);
  });
});

describe('apply', () => {
  const apply = (...commands: ReturnType<typeof count>[]) =>
    transact(
      test.platform,
      hold(
        counters,
        commands.map(({ id }) => id),
      ),
      (unit) => unit.apply(counters, commands),
    );
  it('answers in order; a refusal changes nothing of its neighbours', async () => {
    const outcomes = await apply(count('e', 2), count('f', -1), count('e', -2), count('e', -1), count('g', 3));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, false, true]);
    expect(outcomes[1]).toMatchObject({ error: { code: 'below_nothing' } });
    expect(await rowOf('e')).toEqual({ count: 0, version: 2 });
    expect(await rowOf('f')).toBeUndefined();
    expect(await rowOf('g')).toEqual({ count: 3, version: 1 });
    expect(await versionsOf('e')).toEqual([1, 2]);
  });
  it('batches that share streams in opposite order do not wait for each other for ever', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `ring-${n}`);
    await apply(...ids.map((id) => count(id, 0)));
    const forth = ids.map((id) => count(id, 1));
    await Promise.all(Array.from({ length: 10 }, (_, n) => apply(...(n % 2 ? forth : [...forth].reverse()))));
    for (const id of ids) expect(await rowOf(id)).toEqual({ count: 10, version: 11 });
  });
});

it('transact tries again when another was faster, and gives up on anything else at once', async () => {
  let tries = 0;
  const conflict = Object.assign(new Error('could not serialize'), { code: '40001' });
  await transact(test.platform, holdNothing, async () => {
    if (++tries < 4) throw conflict;
  });
  expect(tries).toBe(4);
  await expect(
    transact(test.platform, holdNothing, async () => {
      tries++;
      throw new TypeError('a bug');
    }),
  ).rejects.toThrow('a bug');
  expect(tries).toBe(5);
});
