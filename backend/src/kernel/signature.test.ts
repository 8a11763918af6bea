/** Signatures: what is signed verifies, and nothing else does. */
import { signatureScheme } from '@gantry/shared/events/connections';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sign, verify } from './signature.ts';

const now = new Date('2026-11-20T12:00:00Z');
const seconds = String(now.getTime() / 1000);
const body = Buffer.from('{"tracking":"1Z","note":"señal"}');
const secret = 'a-secret-of-sixteen';
const plain = signatureScheme.parse({});
const stamped = signatureScheme.parse({
  timestampHeader: 'X-Timestamp',
  header: 'X-Sig',
  prefix: 'v1=',
  encoding: 'base64',
});

const judge = (scheme: typeof plain, headers: Record<string, string | string[] | undefined>, rawBody = body) =>
  verify({ scheme, secret, headers, rawBody, now });

describe('verify', () => {
  it('knows a published vector (RFC 4231, case 2)', () => {
    const headers = sign(plain, 'Jefe', 'what do ya want for nothing?');
    expect(headers['x-signature']).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });
  it('accepts what was signed, in either case of hex', () => {
    const headers = sign(plain, secret, body);
    expect(judge(plain, headers)).toBe('valid');
    expect(judge(plain, { 'x-signature': headers['x-signature']?.toUpperCase() })).toBe('valid');
    expect(judge(stamped, sign(stamped, secret, body, seconds))).toBe('valid');
  });
  it.each([
    ['no header', {}, 'missing'],
    ['an empty header', { 'x-signature': '' }, 'missing'],
    ['two headers', { 'x-signature': ['a', 'b'] }, 'wrong'],
    ['not hex', { 'x-signature': 'zz' }, 'wrong'],
    ['hex with rubbish behind it', { 'x-signature': `${sign(plain, secret, body)['x-signature']}zz` }, 'wrong'],
    ['a shorter digest', { 'x-signature': sign(plain, secret, body)['x-signature']?.slice(0, 32) }, 'wrong'],
    ['another secret', sign(plain, 'another-secret-here', body), 'wrong'],
  ])('%s is refused', (_name, headers, verdict) => {
    expect(judge(plain, headers)).toBe(verdict);
  });
  it('demands prefix and timestamp where the scheme has them', () => {
    const headers = sign(stamped, secret, body, seconds);
    expect(judge(stamped, { ...headers, 'x-timestamp': undefined })).toBe('missing');
    expect(judge(stamped, { ...headers, 'x-sig': headers['x-sig']?.slice(3) })).toBe('wrong');
    expect(judge(stamped, { ...headers, 'x-timestamp': String(Number(seconds) + 1) })).toBe('wrong');
    expect(judge(stamped, sign(stamped, secret, body, 'yesterday'))).toBe('wrong');
  });
  it.each([
    ['seconds', (at: number) => String(Math.floor(at / 1000))],
    ['milliseconds', (at: number) => String(at)],
    ['ISO 8601', (at: number) => new Date(at).toISOString()],
  ])('measures age both ways in %s', (_name, print) => {
    const at = (offset: number) => judge(stamped, sign(stamped, secret, body, print(now.getTime() + offset)));
    expect([at(0), at(-300_000), at(300_000)]).toEqual(['valid', 'valid', 'valid']);
    expect([at(-302_000), at(302_000)]).toEqual(['expired', 'expired']);
  });
  it('a forged old message is wrong, not expired', () => {
    expect(judge(stamped, sign(stamped, 'another-secret-here', body, '1000000000'))).toBe('wrong');
  });
  it('any scheme verifies its own signature and no other body', () => {
    const schemes = fc.record({
      algorithm: fc.constantFrom('sha256', 'sha512', 'sha1'),
      encoding: fc.constantFrom('hex', 'base64'),
      prefix: fc.constantFrom('', 'sha256='),
    });
    fc.assert(
      fc.property(schemes, fc.uint8Array(), fc.uint8Array(), (raw, one, other) => {
        const scheme = signatureScheme.parse(raw);
        const headers = sign(scheme, secret, one);
        expect(judge(scheme, headers, Buffer.from(one))).toBe('valid');
        if (Buffer.compare(one, other) !== 0) expect(judge(scheme, headers, Buffer.from(other))).toBe('wrong');
      }),
    );
  });
});
