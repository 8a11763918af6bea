/** Who waits for whom, who is sent away, and that nobody who is slow holds up anybody else's. */
import { expect, it } from 'vitest';
import { Refusal } from '../../kernel/errors.ts';
import { createTurnstile, createTurnstiles } from './turnstile.ts';

/** Work that is done when it is told to be. */
const held = () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let begun = 0;
  const work = (): Promise<string> => {
    begun++;
    return promise;
  };
  return { work, end: () => resolve('done'), begun: () => begun };
};

it('lets so many in, some wait in their order, and the next is sent away', async () => {
  const pass = createTurnstile({ atOnce: 1, mostWaiting: 1 });
  const [first, second] = [held(), held()];
  const both = [pass(first.work), pass(second.work)];
  expect([first.begun(), second.begun()]).toEqual([1, 0]);
  await expect(pass(async () => 'never')).rejects.toBeInstanceOf(Refusal);
  first.end();
  second.end();
  expect(await Promise.all(both)).toEqual(['done', 'done']);
  await expect(pass(() => Promise.reject(new Error('ours')))).rejects.toThrow('ours');
  expect(await pass(async () => 'again')).toBe('again');
});

it('of one name holds up none of another', async () => {
  const pass = createTurnstiles({ atOnce: 2, mostWaiting: 5 });
  const slow = held();
  const own = [pass('slow', slow.work), pass('slow', slow.work), pass('slow', slow.work)];
  expect(slow.begun()).toBe(2);
  expect(await pass('other', async () => 'at once')).toBe('at once');
  slow.end();
  expect(await Promise.all(own)).toEqual(['done', 'done', 'done']);
  expect(slow.begun()).toBe(3);
});
