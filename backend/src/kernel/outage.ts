/**
 * Tells an outage from a bad message, by codes and our own classes and never by words. A subscriber or job that meets an
 * outage waits for as long as it takes; one that meets a bad message gives it up after a few tries. Confusing the two would
 * throw good work away, so what a store says counts as an outage unless its code blames the data.
 */
import { messageOf, NotYet, Refusal, type Store, StoreAway, type StoreFault, Upstream } from './errors.ts';

/** What the network and this machine say when they cannot. */
const systemCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTCONN', 'EADDRNOTAVAIL'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM'],
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CLOSED'],
  ...['UND_ERR_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_SOCKET_CLOSED', 'ERR_STREAM_DESTROYED'],
]);

const sqlState = /^(?:\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/;
/**
 * Classes of SQLSTATE that blame what was sent: too many rows for one, a value that does not fit its type, a broken
 * constraint or view, a value or statement beyond a limit of the program, an exception of a trigger of ours. All others speak
 * of the server, its disk, our rights, a migration that is missing, or a transaction that was ended from outside.
 */
const dataClasses = new Set(['21', '22', '23', '44', '54', 'P0']);

const prismaCode = /^P[1-9]\d{3}$/;
/** Codes of Prisma that blame values, constraints and records; P2010 only says that its cause has the code. */
const prismaData = /^P(?:200[0-9]|201[1-9]|2020|2023|2025|2029|2033|2035)$/;

const conflictCodes = new Set(['P2002', 'P2034', '23505', '40001', '40P01']);

type Thrown = Partial<StoreFault> & {
  code?: unknown;
  originalCode?: unknown;
  cause?: unknown;
  errors?: unknown;
  meta?: { driverAdapterError?: unknown; code?: unknown };
};

const deepest = 5;

const isThrown = (thrown: unknown): thrown is Thrown => typeof thrown === 'object' && thrown !== null;

const codesOf = ({ code, originalCode, meta }: Thrown): string[] =>
  [code, originalCode, meta?.code].filter((one): one is string => typeof one === 'string');

const causesOf = ({ cause, meta, errors }: Thrown): unknown[] => [
  cause,
  meta?.driverAdapterError,
  ...(Array.isArray(errors) ? errors : []),
];

type Verdict = { outage: boolean; moment?: boolean; store?: Store; code?: string };
const none: Verdict = { outage: false };

const ofCode = (code: string): Verdict | undefined => {
  if (conflictCodes.has(code)) return none;
  if (sqlState.test(code)) return dataClasses.has(code.slice(0, 2)) ? none : { outage: true, store: 'postgres', code };
  if (code !== 'P2010' && prismaCode.test(code))
    return prismaData.test(code) ? none : { outage: true, store: 'postgres', code };
  return systemCodes.has(code) ? { outage: true, code } : undefined;
};

/** What one error says by itself; undefined when only its cause can tell. */
const ofItself = (thrown: Thrown): Verdict | undefined => {
  // A partner that is away is no store of ours: its calls back off and end in the Trash.
  if (thrown instanceof Upstream || thrown instanceof Refusal) return none;
  if (thrown instanceof NotYet) return { outage: true, moment: true };
  const [code] = codesOf(thrown);
  if (thrown instanceof StoreAway) return { outage: true, store: thrown.store };
  if (thrown.fault === 'values') return none;
  if (thrown.fault === 'engine')
    return { outage: true, ...(thrown.store && { store: thrown.store }), ...(code && { code }) };
  for (const one of codesOf(thrown)) {
    const verdict = ofCode(one);
    if (verdict) return verdict;
  }
  return undefined;
};

const judge = (thrown: unknown, depth = 0): Verdict => {
  if (!isThrown(thrown) || depth > deepest) return none;
  const own = ofItself(thrown);
  if (own) return own;
  for (const cause of causesOf(thrown)) {
    const verdict = judge(cause, depth + 1);
    if (verdict.outage) return verdict;
  }
  return none;
};

/** True when the error, or what caused it, says that something we depend on is away. */
export const isOutage = (thrown: unknown): boolean => judge(thrown).outage;

/** True for an outage that is over in a moment: what is waited for is written and not worked through yet. */
export const isMoment = (thrown: unknown): boolean => judge(thrown).moment === true;

/** What is waited for in an outage, for people: `waiting for clickhouse: Not enough space (243)`. */
export const waitingFor = (thrown: unknown): string => {
  const { store, code } = judge(thrown);
  return `waiting${store ? ` for ${store}` : ''}: ${messageOf(thrown)}${code ? ` (${code})` : ''}`;
};

/** True when two writers met and one had to give way: trying again sees what the other wrote. */
export const isConflict = (thrown: unknown, depth = 0): boolean => {
  if (!isThrown(thrown) || depth > deepest) return false;
  if (codesOf(thrown).some((code) => conflictCodes.has(code))) return true;
  return causesOf(thrown).some((cause) => isConflict(cause, depth + 1));
};
