/**
 * Tells an outage from a bad message. A subscriber or job that meets an outage waits for as long as it takes; one that
 * meets a bad message gives it up after a few tries. Confusing the two would throw good work away.
 */
import { NotYet, Upstream } from './errors.ts';

const codes = new Set([
  // sockets
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  // Prisma: cannot reach, timed out, closed, pool exhausted, transaction lost
  'P1001',
  'P1002',
  'P1008',
  'P1011',
  'P1017',
  'P2024',
  'P2028',
  // Postgres: shutting down, crashed, starting up, too many connections, connection failures
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
  '08001',
  // Postgres: took longer than its limit: a statement, a lock, an idle transaction, a transaction as a whole
  '57014',
  '55P03',
  '25P03',
  '25P04',
]);
const phrases =
  /socket hang up|Connection terminated|connection closed|not queryable|Timeout error|ECONN|server closed the connection|Client is closed|Socket closed|the database system is/i;

/** True when the error, or what caused it, says that something we depend on is away. */
export const isOutage = (thrown: unknown, depth = 0): boolean => {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return false;
  if (thrown instanceof NotYet) return true;
  // A partner that is away is no store of ours: its calls back off and end in the Trash.
  if (thrown instanceof Upstream) return false;
  const error = thrown as {
    code?: unknown;
    message?: unknown;
    cause?: unknown;
    errors?: unknown;
    meta?: { driverAdapterError?: unknown };
  };
  if (typeof error.code === 'string' && codes.has(error.code)) return true;
  if (typeof error.message === 'string' && phrases.test(error.message)) return true;
  const causes = [error.cause, error.meta?.driverAdapterError, ...(Array.isArray(error.errors) ? error.errors : [])];
  return causes.some((cause) => isOutage(cause, depth + 1));
};

const conflictCodes = new Set(['P2002', 'P2034', '23505', '40001', '40P01']);

/** True when two writers met and one had to give way: trying again sees what the other wrote. */
export const isConflict = (thrown: unknown, depth = 0): boolean => {
  if (typeof thrown !== 'object' || thrown === null || depth > 5) return false;
  const error = thrown as {
    code?: unknown;
    originalCode?: unknown;
    cause?: unknown;
    meta?: { driverAdapterError?: unknown; code?: unknown };
  };
  if (
    [error.code, error.originalCode, error.meta?.code].some(
      (code) => typeof code === 'string' && conflictCodes.has(code),
    )
  )
    return true;
  return isConflict(error.cause, depth + 1) || isConflict(error.meta?.driverAdapterError, depth + 1);
};
