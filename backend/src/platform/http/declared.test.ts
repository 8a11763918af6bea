import { type Endpoint, endpoint } from '@gantry/shared/api/endpoint';
import { describe, expect, it } from 'vitest';
import type { Platform } from '../platform.ts';
import { insistOnDeclarations } from './declared.ts';
import { createServer } from './server.ts';
import { refusalStatuses } from './statuses.ts';

const good = endpoint({
  id: 'test.read',
  method: 'GET',
  path: '/api/tests/:testId',
  area: 'staff',
  vertical: 'rentals',
  summary: 'A test',
});

describe('endpoints', () => {
  it('are served when each has an area and a vertical', () => {
    expect(() => insistOnDeclarations([good, { ...good, id: 'test.write', method: 'POST' }])).not.toThrow();
  });
  it.each([
    ['no area', { ...good, area: undefined }],
    ['no vertical', { ...good, vertical: undefined }],
    ['no vertical', { ...good, vertical: 'retail' }],
    ['context.verb', { ...good, id: 'read' }],
  ])('are not with %s', (what, bad) => {
    // What types keep out of our own code may come through a cast or from plain JavaScript.
    expect(() => insistOnDeclarations([bad as unknown as Endpoint])).toThrow(what);
  });
  it('keep a process from starting', () => {
    const start = (endpoint: unknown) => {
      const routes = [{ endpoint: endpoint as Endpoint, handle: async () => ({}) }];
      const gate = { identify: () => Promise.reject(new Error('nobody asks')), isOn: () => true };
      return createServer({ config: { trustProxy: [] } } as unknown as Platform, gate, { routes, raw: [] });
    };
    expect(() => start(good)).not.toThrow();
    expect(() => start({ ...good, vertical: undefined })).toThrow('no vertical');
  });
  it('are not when two are called or addressed alike', () => {
    expect(() => insistOnDeclarations([good, { ...good, path: '/api/other' }])).toThrow('test.read: declared twice');
    expect(() => insistOnDeclarations([good, { ...good, id: 'test.again', path: '/api/tests/:name' }])).toThrow('GET');
  });
});

describe('the refusals of an endpoint', () => {
  it('follow from its declaration', () => {
    expect(refusalStatuses(good)).toEqual([400, 401, 403, 404, 405, 503]);
    const list = { ...good, path: '/api/tests', area: 'public', vertical: 'logistics' } as const;
    expect(refusalStatuses(list)).toEqual([400, 401, 403, 405, 503]);
    expect(refusalStatuses({ ...good, method: 'PUT' })).toEqual([400, 401, 403, 405, 409, 413, 415, 422, 503, 507]);
    expect(refusalStatuses({ ...good, method: 'POST', reads: true })).not.toContain(507);
    expect(refusalStatuses({ ...good, refusals: [429] })).toContain(429);
    expect(refusalStatuses({ ...list, raw: true, produces: 'image/png' })).toEqual([405, 503]);
    expect(refusalStatuses({ ...list, raw: true, alsoAnswers: { 503: 'Not ready' } })).toEqual([405]);
  });
});
