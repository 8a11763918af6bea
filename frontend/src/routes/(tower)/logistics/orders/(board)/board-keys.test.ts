/** Keys on the board: within a stage, over empty stages, and nowhere at its edges. */
import { expect, it } from 'vitest';
import { nextPlace } from './board-keys.ts';

const cards = [0, 3, 0, 1];

it('starts at the first card there is, and stays where nothing lies ahead', () => {
  expect(nextPlace(cards, null, 'ArrowDown')).toEqual({ column: 1, card: 0 });
  expect(nextPlace(cards, { column: 1, card: 2 }, 'j')).toBeNull();
  expect(nextPlace(cards, { column: 1, card: 0 }, 'k')).toBeNull();
  expect(nextPlace(cards, { column: 1, card: 0 }, 'ArrowLeft')).toBeNull();
  expect(nextPlace([0, 0], null, 'j')).toBeNull();
  expect(nextPlace(cards, null, 'q')).toBeNull();
});

it('goes over empty stages, no further down than the next one has cards', () => {
  expect(nextPlace(cards, { column: 1, card: 2 }, 'ArrowRight')).toEqual({ column: 3, card: 0 });
  expect(nextPlace(cards, { column: 3, card: 0 }, 'h')).toEqual({ column: 1, card: 0 });
  expect(nextPlace(cards, { column: 1, card: 0 }, 'j')).toEqual({ column: 1, card: 1 });
});
