/** Codes that people read aloud: nobody makes them without the key, and those that were mailed before stay what they were. */
import { describe, expect, it } from 'vitest';
import { codesUnder } from './keyed-code.ts';

const key = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const other = 'ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const drop = { purpose: 'gantry drop-off code', length: 8 };

describe('a code', () => {
  it('is the same for the same id, of readable signs, and long as it should be', () => {
    const { codeOf } = codesUnder(key, drop);
    expect(codeOf('rma_1')).toBe(codeOf('rma_1'));
    for (let i = 0; i < 200; i++) expect(codeOf(`rma_${i}`)).toMatch(/^[CDFGHJKMNPQRTWXY34679]{8}$/);
  });
  it('follows from no id without the key, nor from the key of another purpose', () => {
    const codes = [
      codesUnder(key, drop),
      codesUnder(other, drop),
      codesUnder(key, { purpose: 'gantry pickup code', length: 8 }),
    ].map(({ codeOf }) => codeOf('rma_1'));
    expect(new Set(codes).size).toBe(3);
  });
});
