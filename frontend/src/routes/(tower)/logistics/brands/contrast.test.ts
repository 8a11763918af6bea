/** Known ratios. */
import { expect, it } from 'vitest';
import { contrast, inkOn, isColour } from './contrast.ts';

it('agrees with known ratios', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#123456', '#123456')).toBe(1);
});

it('chooses the ink that reads better', () => {
  expect(inkOn('#f0e442')).toBe('#000000');
  expect(inkOn('#0072b2')).toBe('#ffffff');
  expect(isColour('#0072b')).toBe(false);
});
