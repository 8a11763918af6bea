/** Any colour a merchant may choose can be read, on it and as text. */
import { describe, expect, it } from 'vitest';
import { accentOf, accentSheet, contrast } from './accent.server.ts';

describe('an accent', () => {
  it('knows the contrasts of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
  it('is readable on every ground, whatever it is', () => {
    for (let hue = 0; hue < 4096; hue += 13) {
      const hex = `#${[...hue.toString(16).padStart(3, '0')].map((digit) => digit + digit).join('')}`;
      const { accent, onAccent, lightText, darkText } = accentOf(hex);
      expect(contrast(accent, onAccent), hex).toBeGreaterThanOrEqual(4.5);
      for (const ground of ['#f6f8fa', '#ffffff', '#eef2f6'])
        expect(contrast(lightText, ground), hex).toBeGreaterThanOrEqual(4.5);
      for (const ground of ['#0b0f14', '#121821', '#1a2230'])
        expect(contrast(darkText, ground), hex).toBeGreaterThanOrEqual(4.5);
    }
  });
  it('stays as it is where it can be read already', () => {
    expect(accentOf('#0b3d2e').lightText).toBe('#0b3d2e');
    expect(accentSheet('#0b3d2e')).toContain('--accent:#0b3d2e');
  });
});
