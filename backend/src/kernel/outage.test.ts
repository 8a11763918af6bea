/** Outages are waited out, conflicts tried again, everything else is a bad message: told apart however deep the cause lies. */
import { describe, expect, it } from 'vitest';
import { NotYet, Refusal, Upstream } from './errors.ts';
import { isConflict, isOutage } from './outage.ts';

const coded = (code: string, message = 'no'): Error => Object.assign(new Error(message), { code });
const wrapped = (cause: unknown): Error => new Error('query failed', { cause });
const byAdapter = (cause: unknown): Error =>
  Object.assign(new Error('prisma'), {
    code: 'P2010',
    meta: { driverAdapterError: { name: 'DriverAdapterError', cause } },
  });

describe('isOutage', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a database that shuts down', coded('57P01')],
    ['Prisma that reaches nothing', coded('P1001')],
    ['a pool without a free connection', coded('P2024')],
    ['a connection cut in the middle', new Error('Connection terminated unexpectedly')],
    ['a client closed by Redis', new Error('The client is closed: Socket closed unexpectedly')],
    ['a cause', wrapped(wrapped(coded('ECONNRESET')))],
    ['what the adapter met', byAdapter(coded('ECONNREFUSED'))],
    ['one of several', new AggregateError([coded('ECONNREFUSED')])],
    ['what is not worked through yet', new NotYet('not tracked yet')],
  ])('%s is one', (_name, error) => {
    expect(isOutage(error)).toBe(true);
  });
  it.each([
    ['a bug', new TypeError('x is undefined')],
    ['a refusal', new Refusal('invalid', 'invalid', 'no')],
    ['a conflict', coded('23505', 'duplicate key value violates unique constraint')],
    ['bad data', coded('22P05', 'unsupported Unicode escape sequence')],
    ['nothing', undefined],
    ['a text', 'ECONNREFUSED'],
    // A partner that is away is the partner's failure: its job backs off and ends in the Trash.
    ['a partner that is away', new Upstream('acme', 'unreachable', 'acme: connect ECONNREFUSED 1.2.3.4:443', true)],
  ])('%s is none', (_name, error) => {
    expect(isOutage(error)).toBe(false);
  });
  it('does not follow a cause that leads back to itself for ever', () => {
    const error = new Error('round') as Error & { cause: unknown };
    error.cause = error;
    expect(isOutage(error)).toBe(false);
    expect(isConflict(error)).toBe(false);
  });
});

describe('isConflict', () => {
  it.each([
    ['a unique key', coded('23505')],
    ['Prisma on a unique key', coded('P2002')],
    ['a serialization failure in a cause', wrapped(coded('40001'))],
    ['a deadlock behind the adapter', byAdapter({ originalCode: '40P01' })],
  ])('%s is one', (_name, error) => {
    expect(isConflict(error)).toBe(true);
  });
  it.each([
    ['an outage', coded('ECONNRESET')],
    ['a refusal', new Refusal('conflict', 'order_cancelled', 'no')],
    ['nothing', null],
  ])('%s is none', (_name, error) => {
    expect(isConflict(error)).toBe(false);
  });
});
