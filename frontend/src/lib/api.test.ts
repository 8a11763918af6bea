/** Calls: the address that is built, the merchant that is named, and every failure as a problem. */
import { wallSnapshot } from '@gantry/shared/api/wall';
import { describe, expect, it } from 'vitest';
import { CallFailed, call, pathOf } from './api.ts';

const answer = (status: number, body: string) => () => Promise.resolve(new Response(body, { status }));
const failure = async (fetcher: typeof fetch): Promise<CallFailed> => {
  try {
    await call(wallSnapshot, {}, { fetch: fetcher });
  } catch (cause) {
    if (cause instanceof CallFailed) return cause;
  }
  throw new Error('the call did not fail as it should');
};

describe('pathOf', () => {
  it('fills parameters and leaves out what is undefined', () => {
    expect(pathOf('/a/:one/b/:two', { one: 'x/y', two: 2 }, { q: 'ü', none: undefined })).toBe('/a/x%2Fy/b/2?q=%C3%BC');
  });
  it('refuses a missing parameter', () => {
    expect(() => pathOf('/a/:one', {})).toThrow('one');
  });
});

describe('call', () => {
  it('names the merchant, and sends no key: who asks is told by a cookie', async () => {
    let sent: RequestInit | undefined;
    const fetcher: typeof fetch = (_, init) => {
      sent = init;
      return Promise.resolve(new Response('{"seq":7}'));
    };
    expect((await call(wallSnapshot, {}, { fetch: fetcher, merchant: 'acme' })).seq).toBe(7);
    const headers = new Headers(sent?.headers);
    expect([headers.get('gantry-merchant'), headers.get('authorization')]).toEqual(['acme', null]);
  });
  it('tells the problem the server tells', async () => {
    const told = await failure(answer(401, '{"title":"A key is needed","code":"no_key"}'));
    expect([told.problem.status, told.problem.code]).toEqual([401, 'no_key']);
  });
  it('makes a problem of an answer that is none, and of no answer', async () => {
    expect((await failure(answer(502, '<html>'))).problem.status).toBe(502);
    expect((await failure(answer(200, '<html>'))).problem.code).toBe('unreadable_answer');
    expect((await failure(() => Promise.reject(new TypeError('failed')))).problem.code).toBe('unreachable');
  });
});
