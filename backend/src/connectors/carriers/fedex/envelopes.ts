/**
 * Finds FedEx's track results in whatever they are wrapped in. An answer has them under `output.completeTrackResults`; of
 * the push no official sample is public, and the whole answer, the list without `output`, and a single result have all been
 * seen, one of them with the inner message as text. All of them end in the same results.
 */
import { type Json, readBody } from '../../wire/body.ts';
import { field, listOf } from '../../wire/json.ts';
import { numberOf } from '../reading.ts';

/** A track result and the number that the list around it names. */
export type TrackResult = { number: string | undefined; result: Json };

const wrappers = ['output', 'payload', 'data', 'body', 'message', 'notification', 'event', 'trackResult', 'results'];
const marks = ['trackingNumberInfo', 'scanEvents', 'latestStatusDetail', 'scanEvent'];
const deepest = 6;

const isResult = (value: Json): boolean => marks.some((mark) => field(value, mark) !== undefined);

const isError = (value: Json): boolean =>
  field(value, 'error') !== undefined && field(value, 'trackingNumber') !== undefined;

/** Text that holds JSON, as the JSON it holds. */
const opened = (value: Json): Json => {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  const inner = readBody(Buffer.from(value));
  return 'body' in inner ? inner.body : value;
};

/** The results in a body, in the order of the body; none when it is no message of FedEx's. */
export const resultsIn = (sent: Json, number?: string, depth = 0): TrackResult[] => {
  const body = opened(sent);
  if (depth > deepest || body === null || typeof body !== 'object') return [];
  if (Array.isArray(body)) return body.flatMap((one) => resultsIn(one, number, depth + 1));
  const own = numberOf(field(body, 'trackingNumber')) ?? number;
  const inner = [...listOf(field(body, 'completeTrackResults')), ...listOf(field(body, 'trackResults'))];
  if (inner.length > 0) return inner.flatMap((one) => resultsIn(one, own, depth + 1));
  if (isResult(body) || isError(body)) return [{ number: own, result: body }];
  return wrappers.flatMap((name) => {
    const wrapped = field(body, name);
    return wrapped === undefined ? [] : resultsIn(wrapped, own, depth + 1);
  });
};

/** What a body says is wrong with itself: `errors` beside or instead of the output. */
export const errorsIn = (sent: Json): Json[] => {
  const body = opened(sent);
  const output = field(body, 'output');
  return [...listOf(field(body, 'errors')), ...(output === undefined ? [] : listOf(field(opened(output), 'errors')))];
};
