/** The code or token of a link is read off its address, by name or alone. */
import { expect, it } from 'vitest';
import { handedOver } from './handover.ts';

it.each([
  ['#kiosk=abc', 'kiosk', 'abc'],
  ['#abc', 'kiosk', null],
  ['#token=abc', 'token', 'abc'],
  ['#abc-1_2', 'token', 'abc-1_2'],
  ['#other=abc', 'token', null],
  ['#', 'token', null],
  ['', 'token', null],
] as const)('%s for a %s is %s', (hash, name, found) => {
  expect(handedOver(hash, name)).toBe(found);
});
