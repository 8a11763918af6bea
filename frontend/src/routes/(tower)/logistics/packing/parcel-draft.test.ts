/** Weights and sides as people type them become grams and millimetres, or say what is wrong. */
import { expect, it } from 'vitest';
import { draftOf, parcelOf } from './parcel-draft.ts';

const nothing = { weight: '', length: '', width: '', height: '' };
const sides = { length: '30', width: '20', height: '10,5' };

it.each([
  [{ weight: '2.4' }, { weightGrams: 2_400 }],
  [{ weight: '2,4 kg' }, { weightGrams: 2_400 }],
  [{ weight: '850 g' }, { weightGrams: 850 }],
  [sides, { dimensionsMm: { length: 300, width: 200, height: 105 } }],
  [{}, {}],
])('%o is %o', (typed, parcel) => {
  expect(parcelOf({ ...nothing, ...typed })).toEqual({ parcel });
});

it.each([
  [{ weight: 'heavy' }, ['weight']],
  [{ weight: '-1' }, ['weight']],
  [{ weight: '0' }, ['weight']],
  [{ length: '30' }, ['width', 'height']],
])('%o is wrong at %o', (typed, paths) => {
  const outcome = parcelOf({ ...nothing, ...typed });
  expect('faults' in outcome ? outcome.faults.map(({ path }) => path) : []).toEqual(paths);
});

it('is shown again as it was typed', () => {
  const parcel = { weightGrams: 2_400, dimensionsMm: { length: 300, width: 200, height: 105 } };
  expect(parcelOf(draftOf(parcel))).toEqual({ parcel });
});
