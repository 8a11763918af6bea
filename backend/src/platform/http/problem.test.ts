/** What was thrown becomes Problem Details: rules say which, bugs say nothing. */
import { problem } from '@gantry/shared/api/endpoint';
import { describe, expect, it } from 'vitest';
import { OtherMethods, Refusal, StoreAway, Upstream } from '../../kernel/errors.ts';
import { toProblem } from './problem.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('toProblem', () => {
  it.each([
    [new Refusal('invalid', 'invalid', 'no', [{ path: 'a.b', message: 'bad' }]), 422, 'invalid'],
    [new Refusal('malformed', 'too_deep', 'no'), 400, 'too_deep'],
    [new Refusal('unauthenticated', 'key_needed', 'no'), 401, 'key_needed'],
    [new Refusal('forbidden', 'area_needed', 'no'), 403, 'area_needed'],
    [new Refusal('missing', 'no_such_order', 'no'), 404, 'no_such_order'],
    [new Refusal('not_allowed', 'method_not_allowed', 'no'), 405, 'method_not_allowed'],
    [new Refusal('conflict', 'order_cancelled', 'no'), 409, 'order_cancelled'],
    [new Refusal('unsupported', 'not_json', 'no'), 415, 'not_json'],
    [new Refusal('too_many', 'slow_down', 'no'), 429, 'slow_down'],
    [new Refusal('unavailable', 'no_wall', 'no'), 503, 'no_wall'],
    [new Upstream('acme', 'http_500', 'acme answered 500', true), 502, 'upstream_failed'],
    [new Upstream('acme', 'unreachable', 'acme: connect ECONNREFUSED', true), 502, 'upstream_failed'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 503, 'unavailable'],
    [Object.assign(new Error('x'), { code: '53100' }), 503, 'unavailable'],
    [Object.assign(new Error('x'), { code: '22P02' }), 500, 'internal'],
    [Object.assign(new Error('x'), { store: 'clickhouse', fault: 'engine', code: '243' }), 503, 'unavailable'],
    [new StoreAway('redis', new Error('x')), 503, 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 500, 'internal'],
    [Object.assign(new Error('x'), { type: 'entity.too.large', status: 413 }), 413, 'too_large'],
    [Object.assign(new Error('x'), { type: 'encoding.unsupported', status: 415 }), 415, 'unknown_encoding'],
    [new OtherMethods('POST', ['GET', 'HEAD']), 405, 'method_not_allowed'],
    [Object.assign(new URIError('x'), { status: 400 }), 400, 'bad_request'],
  ])('%s -> %i', (thrown, status, code) => {
    const told = toProblem(thrown);
    expect(told).toMatchObject({ status, code, type: `urn:gantry:problem:${code}` });
    expect(told.title).not.toBe('Error');
    expect(problem.parse(told)).toEqual(told);
  });
  it('a bug says nothing about itself', () => {
    const bug = thrownBy(() => (undefined as unknown as { secret: string }).secret);
    const told = JSON.stringify(toProblem(bug));
    expect(toProblem(bug)).toMatchObject({ status: 500, code: 'internal' });
    expect(told).not.toMatch(/secret|undefined|TypeError|\.ts/);
    expect(toProblem('a text that was thrown').status).toBe(500);
    expect(toProblem(null).status).toBe(500);
  });
});
