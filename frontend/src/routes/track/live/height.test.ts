/** Whom a frame tells its height: named origins, and nobody else. */
import { describe, expect, it } from 'vitest';
import { isNamed, listeners } from './height.ts';

const named = ['https://shop.example', 'https://*.brand.example'];

describe('who is told', () => {
  it('is the parent, when it is named', () => {
    expect(listeners({ ancestor: 'https://shop.example', referrer: '' }, named)).toEqual(['https://shop.example']);
    expect(listeners({ ancestor: undefined, referrer: 'https://a.brand.example/x?y' }, named)).toEqual([
      'https://a.brand.example',
    ]);
  });
  it('is nobody, when the parent is another', () => {
    expect(listeners({ ancestor: 'https://evil.example', referrer: 'https://shop.example/' }, named)).toEqual([]);
    for (const origin of [
      'https://brand.example',
      'https://evilbrand.example',
      'http://a.brand.example',
      'https://shop.example.evil.example',
    ])
      expect(isNamed(origin, named), origin).toBe(false);
  });
  it('is every origin named in full, when the browser does not say who the parent is', () => {
    expect(listeners({ ancestor: undefined, referrer: '' }, named)).toEqual(['https://shop.example']);
  });
});
