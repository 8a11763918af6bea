/** Kinds of devices out of what browsers say of themselves, and programs that are nobody. */
import { expect, it } from 'vitest';
import { deviceKindOf } from './looker.ts';

const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0';
it.each([
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${safari} Mobile/15E148 Safari/604.1`, 'phone'],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36',
    'phone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36',
    'tablet',
  ],
  [`Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) ${safari} Mobile/15E148 Safari/604.1`, 'tablet'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0', 'computer'],
  ['Mozilla/5.0 (PlayStation 5 3.11) AppleWebKit/605.1.15 (KHTML, like Gecko)', 'other'],
])('%s is a %s', (agent, kind) => expect(deviceKindOf(agent)).toBe(kind));

it.each([
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0 Safari/537.36',
  'WhatsApp/2.23.20.0',
  'curl/8.9.1',
  'node',
  '',
  undefined,
])('%s is nobody', (agent) => expect(deviceKindOf(agent)).toBeUndefined());
