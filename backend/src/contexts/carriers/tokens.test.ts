/** Tokens: kept while good, got once for many, and never given again when they were refused or got with other credentials. */
import { expect, it } from 'vitest';
import { openTokens } from './tokens.ts';

const opened = (lives = 3600) => {
  const at = { now: 1_000_000, logins: 0, fails: false };
  const tokens = openTokens(() => at.now);
  const login = async () => {
    const nth = ++at.logins;
    await Promise.resolve();
    if (at.fails) throw new Error('the carrier is away');
    return { token: `t${nth}`, expiresInSeconds: lives };
  };
  const of = (refused?: string, basis = 'a') => tokens.of({ name: 'ups', basis }, login, refused);
  return { at, of };
};

it('one login serves until a minute before its end', async () => {
  const { at, of } = opened();
  expect([await of(), await of()]).toEqual(['t1', 't1']);
  at.now += 3_539_000;
  expect(await of()).toBe('t1');
  at.now += 1_000;
  expect(await of()).toBe('t2');
});
it('many who need one at once cause one login', async () => {
  const { at, of } = opened();
  expect(new Set(await Promise.all([of(), of(), of(), of()]))).toEqual(new Set(['t1']));
  at.now += 4_000_000;
  expect(new Set(await Promise.all([of(), of(), of()]))).toEqual(new Set(['t2']));
  expect(at.logins).toBe(2);
});
it('a refused token is not given again, and is replaced once for all who were refused', async () => {
  const { at, of } = opened();
  const first = await of();
  expect(await Promise.all([of(first), of(first), of(first)])).toEqual(['t2', 't2', 't2']);
  expect(await of(first)).toBe('t2');
  expect(at.logins).toBe(2);
});
it('other credentials need another login', async () => {
  const { of } = opened();
  expect([await of(), await of(undefined, 'b'), await of(undefined, 'b')]).toEqual(['t1', 't2', 't2']);
});
it('a login that fails is told to all who waited, and tried again by the next', async () => {
  const { at, of } = opened();
  at.fails = true;
  expect((await Promise.allSettled([of(), of()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  at.fails = false;
  expect(await of()).toBe('t2');
});
it('a token that lives shorter than a minute is used for half of one', async () => {
  const { at, of } = opened(40);
  await of();
  at.now += 29_000;
  expect(await of()).toBe('t1');
  at.now += 1_000;
  expect(await of()).toBe('t2');
});
