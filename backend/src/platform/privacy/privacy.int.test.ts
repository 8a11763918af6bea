/** Keys of personal data on a real Postgres: made once, undone with their transaction, destroyed for every process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { newSecretKey } from '../config.ts';
import type { OpenKey, Owner } from './key-book.ts';
import { mastersOf } from './masters.ts';
import { openPrivacy } from './privacy.ts';

let test: TestPlatform;
beforeAll(async () => {
  test = await openTestPlatform();
});
afterAll(() => test.close());

const owner = (subject: string): Owner => ({ subject, merchant: 'main' });
const keyFor = async (subject: string, { platform } = test): Promise<OpenKey> => {
  const keys = await platform.database.transaction((tx) => platform.privacy.keysFor(tx, [owner(subject)]));
  const key = keys.get(subject);
  if (!key) throw new Error(`no key of ${subject}`);
  return key;
};
const destroy = async (subject: string): Promise<void> => {
  const { database, privacy } = test.platform;
  await database.transaction((tx) => privacy.destroy(tx, subject));
  privacy.forget();
};

describe('keys', () => {
  it('a subject has one, whoever asks first', async () => {
    const keys = await Promise.all(Array.from({ length: 12 }, () => keyFor('sub_once')));
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
  });
  it('a key that was undone with its transaction is not remembered', async () => {
    const { database, privacy } = test.platform;
    const undone = database.transaction(async (tx) => {
      const keys = await privacy.keysFor(tx, [owner('sub_undone')]);
      expect(await privacy.keysFor(tx, [owner('sub_undone')])).toMatchObject(
        new Map([['sub_undone', { id: keys.get('sub_undone')?.id }]]),
      );
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const { id } = await keyFor('sub_undone');
    expect(await database.rows('SELECT 1 FROM privacy_keys WHERE id = $1', id)).toHaveLength(1);
  });
  it('destroyed, they open nothing in any process, messages of the subject neither; who comes back has a new one', async () => {
    const { database, privacy } = test.platform;
    const other = (await test.another()).platform;
    const key = await keyFor('sub_gone');
    const box = key.seal('here', 'Ana');
    const [message, unmatched] = await database.transaction((tx) =>
      Promise.all([privacy.newMessageKey(tx, 'main', null), privacy.newMessageKey(tx, 'main', null)]),
    );
    await database.transaction((tx) => privacy.link(tx, [message], 'sub_gone'));
    const raw = await privacy.seal(database, message, 'raw', 'body');
    const kept = await privacy.seal(database, unmatched, 'raw', 'body');
    const opened = () =>
      Promise.all([
        other.privacy.open(other.database, key.id, 'here', box),
        other.privacy.open(other.database, message, 'raw', raw),
        other.privacy.open(other.database, unmatched, 'raw', kept),
      ]);
    expect(await opened()).toEqual(['Ana', 'body', 'body']);
    await destroy('sub_gone');
    await until(async () => (await opened())[0] === undefined, { what: 'the other process forgets', ms: 3_000 });
    expect(await opened()).toEqual([undefined, undefined, 'body']);
    await expect(privacy.seal(database, key.id, 'here', 'Ana')).rejects.toThrow('destroyed');
    const [row] = await database.rows<{ wrapped: Buffer | null }>(
      'SELECT wrapped FROM privacy_keys WHERE id = $1',
      key.id,
    );
    expect(row?.wrapped).toBeNull();
    expect((await keyFor('sub_gone')).id).not.toBe(key.id);
  });
});

it('subjects and search hashes say nothing, differ by merchant, and outlive a change of the secret', async () => {
  const { database, privacy, signals } = test.platform;
  const ana = { email: 'Ana@example.com', orderId: 'ord_1' };
  const [subject, hash] = [await privacy.subjectOf('main', ana), await privacy.searchHash('email', 'ana@example.com')];
  expect(await privacy.subjectOf('main', { email: 'ana@EXAMPLE.com', orderId: 'ord_2' })).toBe(subject);
  expect(await privacy.subjectOf('acme', ana)).not.toBe(subject);
  expect(await privacy.searchHash('name', 'ana@example.com')).not.toBe(hash);

  const key = await keyFor('sub_rewrap');
  const box = key.seal('here', 'Ana');
  const rotated = mastersOf(newSecretKey(), [test.config.secretKey]);
  const ring = openPrivacy(database, signals, rotated);
  expect([await ring.subjectOf('main', ana), await ring.searchHash('email', 'ana@example.com')]).toEqual([
    subject,
    hash,
  ]);
  while ((await ring.rewrap(3)) > 0);
  expect(
    await database.rows('SELECT 1 FROM privacy_keys WHERE master <> $1 AND wrapped IS NOT NULL', rotated.current),
  ).toEqual([]);
  expect(await ring.open(database, key.id, 'here', box)).toBe('Ana');
  privacy.forget();
  await expect(privacy.open(database, key.id, 'here', box)).rejects.toThrow('GANTRY_SECRET_KEY_FORMER');
  ring.close();
});
