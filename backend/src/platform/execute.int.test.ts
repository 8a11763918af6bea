/** The command runner: row and log change together or not at all, writers who meet try again, a refusal harms nobody else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { count, counters, openTestPlatform, type TestPlatform } from '../../test/test-platform.ts';
import { Refusal } from '../kernel/errors.ts';
import { applyAll, commit, execute } from './execute.ts';

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

describe('applyAll', () => {
  const apply = (...commands: ReturnType<typeof count>[]) =>
    commit(test.platform, (tx) => applyAll({ tx, now: new Date() }, counters, commands));
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

it('commit tries again when another was faster, and gives up on anything else at once', async () => {
  let tries = 0;
  const conflict = Object.assign(new Error('could not serialize'), { code: '40001' });
  await commit(test.platform, async () => {
    if (++tries < 4) throw conflict;
  });
  expect(tries).toBe(4);
  await expect(
    commit(test.platform, async () => {
      tries++;
      throw new TypeError('a bug');
    }),
  ).rejects.toThrow('a bug');
  expect(tries).toBe(5);
});
