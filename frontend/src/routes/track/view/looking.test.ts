/** Who looks at a page and who only fetches it. */
import { expect, it } from 'vitest';
import { somebodyLooks } from './looking.server.ts';

const asked = (headers: Record<string, string>) => somebodyLooks({ headers: new Headers(headers) });

it('is whoever opens the page, or the page around it', () => {
  expect(asked({ 'sec-fetch-dest': 'document' })).toBe(true);
  expect(asked({ 'sec-fetch-dest': 'iframe' })).toBe(true);
  expect(asked({ accept: 'text/html,application/xhtml+xml' })).toBe(true);
});
it('is not what asks by itself, ahead of time, or for the house', () => {
  expect(asked({ 'sec-fetch-dest': 'empty' })).toBe(false);
  expect(asked({ accept: '*/*' })).toBe(false);
  expect(asked({ 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' })).toBe(false);
  expect(asked({ 'sec-fetch-dest': 'document', 'x-purpose': 'preview' })).toBe(false);
  expect(asked({ 'sec-fetch-dest': 'document', cookie: 'a=b; __Host-gantry=x' })).toBe(false);
  expect(asked({ 'sec-fetch-dest': 'document', cookie: 'gantry-kiosk=x' })).toBe(false);
});
