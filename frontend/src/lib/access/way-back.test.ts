/** After signing in one is where one was going, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { signInAddress, wayBack } from './way-back.ts';

const origin = 'https://tower.example';

describe('the way back', () => {
  it('leads to a page of this tower with its query and place', () => {
    const url = new URL('/logistics/tracking/shp_1?flag=late&sort=-scans#dates', origin);
    const asked = new URL(signInAddress(url, 'ended'), origin);
    expect(asked.pathname).toBe('/sign-in');
    expect(asked.searchParams.get('why')).toBe('ended');
    expect(wayBack(asked.searchParams.get('to'), origin)).toBe(url.href.slice(origin.length));
    expect(wayBack('/wall', origin)).toBe('/wall');
    expect(signInAddress(null)).toBe('/sign-in');
  });

  it.each([
    null,
    '',
    'https://evil.example/logistics',
    '//evil.example/logistics',
    '/\\evil.example/logistics',
    '\\\\evil.example',
    '/logistics/..//evil.example',
    '/.//evil.example/logistics',
    '/\t/evil.example/logistics',
    'javascript:alert(1)',
    'logistics',
    '/sign-in?to=/sign-in',
    '/api/logistics/access/me',
    '/docs',
    '/nothing-here',
  ])('refuses %j', (to) => {
    expect(wayBack(to, origin)).toBeNull();
  });
});
