import { describe, expect, it } from 'vitest';
import { whereFrom } from './same-origin.ts';

const own = ['https://tower.example.com'];
const from = (origin: string | undefined, site?: string) => whereFrom({ origin, site, own });

describe('where a request comes from', () => {
  it('is our own page by either header', () => {
    expect(from('https://tower.example.com')).toBe('own');
    expect(from(undefined, 'same-origin')).toBe('own');
    expect(from(undefined, 'none')).toBe('own');
  });
  it('is another site by its origin, by a hidden one, and by what the browser says', () => {
    for (const origin of [
      'https://evil.example',
      'http://tower.example.com',
      'https://tower.example.com.evil.example',
      'null',
    ])
      expect([origin, from(origin)]).toEqual([origin, 'foreign']);
    expect(from('https://evil.example', 'cross-site')).toBe('foreign');
    expect(from(undefined, 'cross-site')).toBe('foreign');
    expect(from(undefined, 'same-site')).toBe('foreign');
  });
  it('is unknown where no header says it', () => {
    expect(from(undefined)).toBe('unknown');
  });
});
