/**
 * Outages are waited out, conflicts tried again, everything else is a bad message: told apart however deep the cause lies, by
 * codes and our own classes. No word of a message matters.
 */
import { describe, expect, it } from 'vitest';
import { NotYet, Refusal, StoreAway, Upstream } from './errors.ts';
import { isConflict, isMoment, isOutage, waitingFor } from './outage.ts';

const coded = (code: string, message = 'no'): Error => Object.assign(new Error(message), { code });
const wrapped = (cause: unknown): Error => new Error('query failed', { cause });
const byAdapter = (cause: unknown): Error =>
  Object.assign(new Error('prisma'), {
    code: 'P2010',
    meta: { driverAdapterError: { name: 'DriverAdapterError', cause } },
  });
const ofEngine = (fault: 'values' | 'engine', code: string): Error =>
  Object.assign(new Error('Code: no'), { store: 'clickhouse', fault, code, cause: coded(code) });

describe('isOutage', () => {
  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['a disk of ours that is full', coded('ENOSPC')],
    ['what has no code, wrapped where it entered', new StoreAway('postgres', new Error('any words'))],
    ['Prisma that reaches nothing', coded('P1001')],
    ['a pool without a free connection', coded('P2024')],
    ['a table that Prisma does not find', coded('P2021')],
    ['a code of Prisma that nobody has seen yet', coded('P2999')],
    ['a cause', wrapped(wrapped(coded('ECONNRESET')))],
    ['what the adapter met', byAdapter(coded('ECONNREFUSED'))],
    ['what Postgres told the adapter', byAdapter({ originalCode: '53100' })],
    ['one of several', new AggregateError([coded('ECONNREFUSED')])],
    ['what is not worked through yet', new NotYet('not tracked yet')],
    ['an engine without space', ofEngine('engine', '243')],
    ['an engine without a table', ofEngine('engine', '60')],
    ['an engine with a code that nobody has seen yet', ofEngine('engine', '9999')],
  ])('%s is one', (_name, error) => {
    expect(isOutage(error)).toBe(true);
  });
  it.each([
    ...[
      ['cannot connect', '08006'],
      ['connection does not exist', '08003'],
      ['protocol', '08P01'],
    ],
    ...[
      ['feature', '0A000'],
      ['read only', '25006'],
      ['aborted transaction', '25P02'],
      ['password', '28P01'],
    ],
    ...[
      ['no such database', '3D000'],
      ['no such schema', '3F000'],
      ['unknown completion', '40003'],
    ],
    ...[
      ['no such table', '42P01'],
      ['no such column', '42703'],
      ['rights', '42501'],
    ],
    ...[
      ['disk full', '53100'],
      ['memory', '53200'],
      ['too many connections', '53300'],
    ],
    ...[
      ['lock', '55P03'],
      ['cancelled or timed out', '57014'],
      ['shutting down', '57P01'],
      ['starting', '57P03'],
    ],
    ...[
      ['input or output', '58030'],
      ['file', '58P01'],
      ['configuration', 'F0000'],
    ],
    ...[
      ['internal', 'XX000'],
      ['corrupted', 'XX001'],
      ['a class nobody has seen yet', '99999'],
    ],
  ] as const)('Postgres about itself (%s, %s) is one', (_name, code) => {
    expect(isOutage(coded(code))).toBe(true);
    expect(isOutage(byAdapter({ originalCode: code }))).toBe(true);
  });
  it.each([
    ...[
      ['two rows for one', '21000'],
      ['escape', '22P05'],
      ['number', '22003'],
      ['length', '22001'],
    ],
    ...[
      ['not null', '23502'],
      ['foreign key', '23503'],
      ['check', '23514'],
      ['view', '44000'],
    ],
    ...[
      ['too large for an index', '54000'],
      ['nested too deep', '54001'],
      ['raised by us', 'P0001'],
    ],
  ] as const)('Postgres about the data (%s, %s) is none', (_name, code) => {
    expect(isOutage(coded(code))).toBe(false);
    expect(isOutage(byAdapter({ originalCode: code }))).toBe(false);
  });
  it.each([
    ['a bug', new TypeError('x is undefined')],
    ['an error without a code', new Error('no')],
    ['a refusal', new Refusal('invalid', 'invalid', 'no')],
    ['a conflict', coded('23505', 'duplicate key value violates unique constraint')],
    ['a serialization failure', coded('40001')],
    ['a deadlock', coded('40P01')],
    ['a value that Prisma refuses', coded('P2000')],
    ['rows that the engine can make nothing of', ofEngine('values', '27')],
    ['nothing', undefined],
    ['a text', 'ECONNREFUSED'],
    ['a file that is missing', coded('ENOENT')],
    // A partner that is away is the partner's failure: its job backs off and ends in the Trash.
    ['a partner that is away', new Upstream('acme', 'unreachable', 'acme: connect ECONNREFUSED 1.2.3.4:443', true)],
  ])('%s is none', (_name, error) => {
    expect(isOutage(error)).toBe(false);
  });
  it.each([
    'socket hang up',
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Timeout error',
    'connect ECONNREFUSED 127.0.0.1:5432',
    'server closed the connection',
    'The client is closed',
    'the database system is shutting down',
    'could not extend file: No space left on device',
    'Code: 243. DB::Exception: Cannot reserve 1.00 MiB',
    'duplicate key value violates unique constraint',
  ])('the words "%s" mean nothing by themselves', (words) => {
    expect(isOutage(new Error(words))).toBe(false);
    expect(isConflict(new Error(words))).toBe(false);
    expect(isOutage(coded('22P02', words))).toBe(false);
    expect(isOutage(coded('53100', words))).toBe(true);
  });
  it('reads no message at all', () => {
    const unread = (code?: string): object => ({
      code,
      get message() {
        throw new Error('read');
      },
    });
    expect([unread(), unread('53100'), unread('22P02'), unread('23505')].map((one) => isOutage(one))).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect(isConflict(unread('40001'))).toBe(true);
  });
  it('does not follow a cause that leads back to itself for ever', () => {
    const error = new Error('round') as Error & { cause: unknown };
    error.cause = error;
    expect(isOutage(error)).toBe(false);
    expect(isConflict(error)).toBe(false);
  });
});

describe('isMoment', () => {
  it('is what is not worked through yet, and no store that is away', () => {
    expect(isMoment(wrapped(new NotYet('not tracked yet')))).toBe(true);
    expect(isMoment(new StoreAway('postgres', 'no'))).toBe(false);
  });
});

describe('waitingFor', () => {
  it.each([
    [ofEngine('engine', '243'), 'waiting for clickhouse: Code: no (243)'],
    [wrapped(coded('53100')), 'waiting for postgres: query failed (53100)'],
    [new StoreAway('redis', new Error('closed')), 'waiting for redis: closed'],
    [coded('EMFILE'), 'waiting: no (EMFILE)'],
    [new NotYet('shp_1 is not tracked yet'), 'waiting: shp_1 is not tracked yet'],
  ])('says what for: %s', (error, said) => {
    expect(waitingFor(error)).toBe(said);
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
