/** A full disk is told of once and outlived; a bug is not. */
import { expect, it } from 'vitest';
import { createSaving } from './saving.ts';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });

it('says once that nothing can be written, and once that it can again', () => {
  const said: string[] = [];
  const say = (_: object, text: string): void => void said.push(text);
  const saving = createSaving({ info: say, warn: say });
  const failing = (): void => {
    throw full;
  };
  for (const write of [() => undefined, failing, failing, () => undefined, () => undefined]) saving(write);
  expect(said).toEqual([
    'what is remembered cannot be written down; tried again later',
    'what is remembered is written down again',
  ]);
  const bug = (): void => {
    throw new TypeError('x is undefined');
  };
  expect(() => saving(bug)).toThrow(TypeError);
});
