/**
 * What Frappe says when it says no: `exc_type` names the exception, `_server_messages` holds a list of JSON texts for people,
 * `exception` a line with both. A proxy before it says whatever it likes. Pure.
 */
import { z } from 'zod';
import { readBody } from '../../wire/body.ts';
import type { OutsideAnswer } from '../../wire/call.ts';
import { cut } from '../../wire/text.ts';
import type { ErpFault } from '../erp.ts';

const problem = z.object({
  exc_type: z.string().optional(),
  exception: z.string().optional(),
  message: z.unknown().optional(),
  _error_message: z.string().optional(),
  _server_messages: z.string().optional(),
});
type Problem = z.infer<typeof problem>;

const withoutMarkup = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const messageIn = (one: unknown): string[] => {
  const value = typeof one === 'string' ? parsed(one) : one;
  if (typeof value === 'string') return [value];
  const { message } = (value ?? {}) as { message?: unknown };
  return typeof message === 'string' ? [message] : [];
};

const serverMessages = (text: string | undefined): string[] => {
  if (text === undefined) return [];
  const list = parsed(text);
  return (Array.isArray(list) ? list : [list]).flatMap(messageIn);
};

/** `frappe.exceptions.ValidationError: …` is the exception's class and its words. */
const exceptionParts = (line: string | undefined): { type?: string; words?: string } => {
  const match = /^(?:[\w.]+\.)?(\w+)(?::\s*([\s\S]*))?$/.exec(line?.trim() ?? '');
  return match ? { ...(match[1] ? { type: match[1] } : {}), ...(match[2] ? { words: match[2] } : {}) } : {};
};

const wordsOf = (said: Problem): string => {
  const { words } = exceptionParts(said.exception);
  const found = [
    ...serverMessages(said._server_messages),
    ...(said._error_message === undefined ? [] : [said._error_message]),
    ...(words === undefined ? [] : [words]),
    ...(typeof said.message === 'string' ? [said.message] : []),
  ];
  const plain = found.map(withoutMarkup).filter((text) => text !== '');
  return [...new Set(plain)].join('; ');
};

const meanwhile = new Set(['TimestampMismatchError', 'DocumentLockedError', 'QueryDeadlockError', 'QueryTimeoutError']);
const denied = new Set(['AuthenticationError', 'PermissionError', 'SessionExpired', 'InvalidAuthorizationToken']);
const missing = new Set(['DoesNotExistError', 'LinkValidationError', 'CancelledLinkError']);
const duplicate = new Set(['DuplicateEntryError', 'UniqueValidationError', 'NameError']);

type Meaning = Pick<ErpFault, 'code' | 'retryable'>;

const ofType = (type: string | undefined): Meaning | undefined => {
  if (type === undefined) return undefined;
  if (meanwhile.has(type)) return { code: 'erp_changed_meanwhile', retryable: true };
  // A key that opens nothing is the connection's fault and no order's: what waits for it goes on once it is mended.
  if (denied.has(type)) return { code: 'erp_denied', retryable: true };
  if (missing.has(type)) return { code: 'erp_missing', retryable: false };
  if (duplicate.has(type)) return { code: 'erp_duplicate', retryable: false };
  return undefined;
};

const ofStatus = (status: number): Meaning => {
  if (status === 401 || status === 403) return { code: 'erp_denied', retryable: true };
  if (status === 404) return { code: 'erp_missing', retryable: false };
  if (status === 409) return { code: 'erp_duplicate', retryable: false };
  if (status === 429) return { code: 'erp_throttled', retryable: true };
  return status >= 500 ? { code: 'erp_failing', retryable: true } : { code: 'erp_refused', retryable: false };
};

const mostSaid = 1_000;

/** What an answer that is no success means. */
export const faultOf = ({ status, body }: OutsideAnswer): ErpFault => {
  const read = readBody(Buffer.from(body));
  const said = 'error' in read ? undefined : problem.safeParse(read.body).data;
  if (!said)
    // Frappe answers in JSON, also when it refuses: whoever answers otherwise stands before it, and may step aside.
    return { ...ofStatus(Math.max(status, 500)), status, said: `status ${status}, and no JSON` };
  const type = said.exc_type ?? exceptionParts(said.exception).type;
  const words = wordsOf(said);
  return {
    ...(ofType(type) ?? ofStatus(status)),
    status,
    said: cut(words === '' ? (type ?? `status ${status}`) : words, mostSaid),
  };
};

/** A success that says something else than was asked. */
export const unreadable = (status: number): ErpFault => ({
  code: 'erp_unreadable',
  retryable: true,
  status,
  said: 'the answer is none that ERPNext gives',
});
