/** Idempotency-Key: one effect and one answer for a key, however many ask at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foundIn } from '../../../test/found-in.ts';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/tower.ts';
import { Refusal } from '../../kernel/errors.ts';
import { digest } from '../../kernel/ids.ts';
import { once } from './idempotency.ts';
import { hashed } from './kept-replies.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test.close());

const keptAs = (key: string): string =>
  hashed(test.platform, { holder: 'key_1', endpoint: 'orders.place /api', key, body: null }).key;
const ask = (key: string, body: unknown, work: () => Promise<number>, holder = 'key_1') =>
  once(test.platform, { holder, endpoint: 'orders.place /api', key, body }, async () => ({
    answer: { status: 201, body: { n: await work() } },
    threads: [],
  }));
const refusalOf = async (asking: Promise<unknown>): Promise<string> => {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`expected a refusal, got ${error}`);
  return `${error.status} ${error.code}`;
};

it('the same key and body give the first answer again', async () => {
  let effects = 0;
  const work = async () => ++effects;
  expect(await ask('a', { x: 1 }, work)).toEqual({ status: 201, body: { n: 1 } });
  expect(await ask('a', { x: 1 }, work)).toEqual({ status: 201, body: { n: 1 } });
  expect(effects).toBe(1);
});
it('another body is refused, another holder’s key is another key', async () => {
  await ask('b', { x: 1 }, async () => 1);
  expect(await refusalOf(ask('b', { x: 2 }, async () => 2))).toBe('409 idempotency_key_reused');
  expect(await ask('b', { x: 2 }, async () => 2, 'key_2')).toMatchObject({ body: { n: 2 } });
});
it('ten at once have one effect; who comes while it is worked on is told so', async () => {
  let effects = 0;
  let go: () => void = () => undefined;
  const held = new Promise<void>((open) => {
    go = open;
  });
  const asking = Array.from({ length: 10 }, () =>
    ask('c', {}, async () => {
      await held;
      return ++effects;
    }).then(
      (answer) => answer.status,
      (error: Refusal) => error.code,
    ),
  );
  const nine = await new Promise<unknown[]>((done) => {
    const told: unknown[] = [];
    for (const one of asking)
      void one.then((answer) => {
        told.push(answer);
        if (told.length === 9) done(told);
      });
  });
  expect(nine).toEqual(Array.from({ length: 9 }, () => 'idempotency_key_in_progress'));
  go();
  expect((await Promise.all(asking)).filter((answer) => answer === 201)).toHaveLength(1);
  expect(effects).toBe(1);
});
it('a refusal leaves the key free for a corrected request', async () => {
  const no = () => Promise.reject(new Refusal('invalid', 'invalid', 'no'));
  expect(await refusalOf(ask('d', { x: 'bad' }, no))).toBe('422 invalid');
  expect(await ask('d', { x: 'good' }, async () => 4)).toMatchObject({ body: { n: 4 } });
});
it('the claim of somebody who died is taken over after a minute', async () => {
  let hang: () => void = () => undefined;
  const dead = ask('e', {}, () => new Promise((_, reject) => (hang = () => reject(new Error('killed')))));
  await until(async () => {
    const { rowCount } = await test.platform.database.pool.query('SELECT 1 FROM idempotency_keys WHERE key = $1', [
      keptAs('e'),
    ]);
    return rowCount === 1;
  });
  expect(await refusalOf(ask('e', {}, async () => 5))).toBe('409 idempotency_key_in_progress');
  await test.platform.database.pool.query(
    "UPDATE idempotency_keys SET created_at = now() - interval '61 seconds' WHERE key = $1",
    [keptAs('e')],
  );
  expect(await ask('e', {}, async () => 5)).toMatchObject({ body: { n: 5 } });
  hang();
  await expect(dead).rejects.toThrow('killed');
  expect(await ask('e', {}, async () => 6)).toMatchObject({ body: { n: 5 } });
});
it('a key of any length over 200 is refused', async () => {
  expect(await refusalOf(ask('k'.repeat(201), {}, async () => 1))).toBe('400 idempotency_key_too_long');
});

describe('a kept answer', () => {
  const endpoint = 'orders.place /api';
  const answer = (key: string, threads: string[] = []) =>
    once(test.platform, { holder: 'key_1', endpoint, key, body: { name: 'Ottoline' } }, async () => ({
      answer: { status: 200, body: { phone: `+34 655 00${key}` } },
      threads,
    }));
  const named = (key: string): string => hashed(test.platform, { holder: 'key_1', endpoint, key, body: null }).key;
  it('is kept without what the caller called it', async () => {
    await answer('order of Ottoline Featherstone');
    expect(await foundIn(test.config.databaseUrl, ['Featherstone'])).toEqual([]);
    const [ours, others] = ['key_1', 'key_2'].map((holder) =>
      hashed(test.platform, { holder, endpoint, key: 's1', body: null }),
    );
    expect(ours?.key).not.toBe(others?.key);
  });
  it('stands in no row, and does not open for another key or with a bit flipped', async () => {
    const { pool } = test.platform.database;
    await answer('s1');
    await answer('s2');
    const rows = await pool.query<{ row: string; fingerprint: string }>(
      'SELECT k::text AS row, fingerprint FROM idempotency_keys k WHERE key = ANY($1)',
      [[named('s1'), named('s2')]],
    );
    const plain = digest(JSON.stringify({ name: 'Ottoline' })).toString('hex');
    expect(new Set(rows.rows.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    for (const { row } of rows.rows) expect(row).not.toMatch(new RegExp(`Ottoline|655|${plain}`));
    expect(await foundIn(test.config.databaseUrl, ['Ottoline', '+34 655 00s1', plain])).toEqual([]);
    expect(await answer('s2')).toEqual({ status: 200, body: { phone: '+34 655 00s2' } });
    await pool.query(
      'UPDATE idempotency_keys k SET sealed = o.sealed, key_ids = o.key_ids FROM idempotency_keys o WHERE k.key = $1 AND o.key = $2',
      [named('s1'), named('s2')],
    );
    await expect(answer('s1')).rejects.toThrow();
    await pool.query(
      'UPDATE idempotency_keys SET sealed = set_bit(sealed, 200, 1 - get_bit(sealed, 200)) WHERE key = $1',
      [named('s2')],
    );
    await expect(answer('s2')).rejects.toThrow();
  });
  it('is gone with the person it spoke of, and what was asked is not done again', async () => {
    const { database, privacy } = test.platform;
    privacy.ownersAre(async (_, ids) => new Map(ids.map((id) => [id, { subject: `sub_${id}`, merchant: 'main' }])));
    await database.transaction((tx) => privacy.keysFor(tx, [{ subject: 'sub_ord_1', merchant: 'main' }]));
    expect(await answer('e1', ['ord_1'])).toEqual(await answer('e1'));
    await database.transaction((tx) => privacy.destroy(tx, 'sub_ord_1'));
    privacy.forget();
    expect(await refusalOf(answer('e1'))).toBe('409 reply_erased');
  });
});
