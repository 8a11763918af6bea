/** USPS's signatures over time and payload, those that are none, and the greetings that tell of no parcel. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../../../test/carrier-proofs.ts';
import type { RawRequest } from '../../../kernel/raw-request.ts';
import { readUsps } from './read.ts';
import { usps } from './usps.ts';

const bytes = (name: string): Buffer => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url));
const connection = connectionOf('usps');
const now = new Date('2026-11-16T14:16:00Z');
const push = JSON.parse(bytes('push-flat-out-for-delivery').toString()) as { timestamp: string; payload: string };
const hmac = ({ timestamp, payload }: typeof push, secret = 'secret') =>
  createHmac('sha256', secret).update(`${timestamp}${payload}`).digest('base64');
const requestOf = (headers: RawRequest['headers'], rawBody: Buffer): RawRequest => ({
  method: 'POST',
  headers,
  rawBody,
  query: '',
  pathSecret: undefined,
  address: undefined,
});
const verdict = (
  headers: RawRequest['headers'],
  { body = push as unknown, at = now, told = connection, secret = 'secret' } = {},
) =>
  usps.webhook?.verify(requestOf(headers, Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))), told, {
    secret,
    now: at,
  });

describe('signatures', () => {
  const good = { 'x-hmac': hmac(push) };
  it.each([
    ['as sent', good, {}, 'valid'],
    ['the older header', { 'hmac-header': hmac(push) }, {}, 'valid'],
    ['whatever stands around what is signed', good, { body: { ...push, links: ['other'] } }, 'valid'],
    ['none', {}, {}, 'missing'],
    ['another secret', { 'x-hmac': hmac(push, 'other') }, {}, 'wrong'],
    ['an empty secret', { 'x-hmac': hmac(push, '') }, { secret: '' }, 'wrong'],
    ['too short', { 'x-hmac': hmac(push).slice(4) }, {}, 'wrong'],
    ['no base64', { 'x-hmac': '*'.repeat(44) }, {}, 'wrong'],
    ['another time', good, { body: { ...push, timestamp: '2026-11-16T14:15:01Z' } }, 'wrong'],
    ['another payload', good, { body: { ...push, payload: `${push.payload} ` } }, 'wrong'],
    ['no envelope', good, { body: [push] }, 'wrong'],
    ['no JSON', good, { body: Buffer.from('timestamp=1') }, 'wrong'],
    ['six minutes late', good, { at: new Date('2026-11-16T14:21:01Z') }, 'expired'],
    ['six minutes early', good, { at: new Date('2026-11-16T14:08:00Z') }, 'expired'],
    ['senders named', good, { told: connectionOf('usps', { sourceAddresses: ['10.0.0.1'] }) }, 'wrong'],
    ['another header named', good, { told: connectionOf('usps', { header: 'x-gateway' }) }, 'missing'],
  ])('%s', (_name, headers, more, expected) => expect(verdict(headers, more)).toBe(expected));

  it('holds for exactly the bytes of its time and payload', () => {
    const text = JSON.stringify(push);
    const [from, to] = [text.indexOf('"timestamp":"') + 13, text.indexOf('","links"')];
    const between = text.indexOf('","payload":"');
    fc.assert(
      fc.property(fc.integer({ min: from, max: to - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        fc.pre(at < between || at >= between + 13);
        const changed = Buffer.from(text);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(verdict(good, { body: changed })).not.toBe('valid');
      }),
      { numRuns: 300 },
    );
  });

  it('a connection may be more patient, and may describe a scheme over the raw body', () => {
    const scheme = {
      algorithm: 'sha256' as const,
      encoding: 'hex' as const,
      header: 'x-own',
      prefix: '',
      toleranceSeconds: 3600,
    };
    const told = { ...connection, signature: scheme };
    expect(verdict(good, { told, at: new Date('2026-11-16T15:00:00Z') })).toBe('valid');
    const body = Buffer.from(push.payload);
    const own = createHmac('sha256', 'secret').update(body).digest('hex');
    expect(verdict({ 'x-own': own }, { told, body })).toBe('valid');
    expect(verdict({ 'x-own': own }, { told })).toBe('wrong');
  });
});

describe('greetings', () => {
  const greeted = (body: Buffer) => usps.webhook?.handshake?.(requestOf({}, body), connection)?.status;
  it.each([
    ['the fixture', bytes('push-ping')],
    ['a word', Buffer.from(JSON.stringify({ ...push, payload: 'ping' }))],
    ['a type', Buffer.from(JSON.stringify({ subscriptionType: 'PING', timestamp: 'now', payload: '{}' }))],
    ['no payload', Buffer.from(JSON.stringify({ subscriptionId: '1', timestamp: 'now' }))],
    ['nothing', Buffer.from('')],
  ])('%s is answered at once and tells of no parcel', (_name, body) => {
    expect(greeted(body)).toBe(200);
    expect(readUsps(body)).toEqual({ shipments: [], problems: [], errors: [] });
  });
  it.each([
    ['a scan', bytes('push-delivered')],
    ['a payload that nobody can read', Buffer.from(JSON.stringify({ ...push, payload: '{"a":1}' }))],
    ['something else', Buffer.from('{"hello":1}')],
  ])('%s is no greeting', (_name, body) => expect(greeted(body)).toBeUndefined());
});
