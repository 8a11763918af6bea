/** Idempotency-Key: one effect and one answer for a key, however many ask at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/tower.ts';
import { Refusal } from '../../kernel/errors.ts';
import { digest } from '../../kernel/ids.ts';
import { once } from './idempotency.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test.close());

const ask = (key: string, body: unknown, work: () => Promise<number>, holder = 'key_1') =>
  once(test.platform, { holder, endpoint: 'orders.place /api', key, body }, async () => ({
    status: 201,
    body: { n: await work() },
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
    const { rowCount } = await test.platform.database.pool.query("SELECT 1 FROM idempotency_keys WHERE key = 'e'");
    return rowCount === 1;
  });
  expect(await refusalOf(ask('e', {}, async () => 5))).toBe('409 idempotency_key_in_progress');
  await test.platform.database.pool.query(
    "UPDATE idempotency_keys SET created_at = now() - interval '61 seconds' WHERE key = 'e'",
  );
  expect(await ask('e', {}, async () => 5)).toMatchObject({ body: { n: 5 } });
  hang();
  await expect(dead).rejects.toThrow('killed');
  expect(await ask('e', {}, async () => 6)).toMatchObject({ body: { n: 5 } });
});
it('a key of any length over 200 is refused', async () => {
  expect(await refusalOf(ask('k'.repeat(201), {}, async () => 1))).toBe('400 idempotency_key_too_long');
});
it('nothing of a body or an answer stands in the row, and an answer moved to another key does not open', async () => {
  const answer = (n: number) =>
    once(test.platform, { holder: 'key_1', endpoint: 'x', key: `s${n}`, body: { name: 'Ottoline' } }, async () => ({
      status: 200,
      body: { phone: `+34 655 00${n}` },
    }));
  await answer(1);
  await answer(2);
  const { pool } = test.platform.database;
  const { rows } = await pool.query<{ row: string; fingerprint: string }>(
    "SELECT k::text AS row, fingerprint FROM idempotency_keys k WHERE key IN ('s1', 's2')",
  );
  for (const { row } of rows) expect(row).not.toMatch(/Ottoline|655/);
  expect(rows.map(({ fingerprint }) => fingerprint)).not.toContain(
    digest(JSON.stringify({ name: 'Ottoline' })).toString('hex'),
  );
  expect(new Set(rows.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  await pool.query(
    "UPDATE idempotency_keys SET reply = (SELECT reply FROM idempotency_keys WHERE key = 's2') WHERE key = 's1'",
  );
  await expect(answer(1)).rejects.toThrow();
  expect(await answer(2)).toMatchObject({ body: { phone: '+34 655 002' } });
});
