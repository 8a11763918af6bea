/** What FedEx says is wrong with a number: not found is no failure of ours, and some errors mend themselves. */

import type { Json } from '../../wire/body.ts';
import { field, textOf } from '../../wire/json.ts';
import { cut } from '../../wire/text.ts';
import type { CarrierProblem } from '../reading.ts';

const kindOf = (code: string, message: string): CarrierProblem['kind'] => {
  const said = `${code} ${message}`;
  if (/NOT\.?FOUND|cannot be found|no record/i.test(said)) return 'not_found';
  if (/UNAVAILABLE|TIMEOUT|RATE|TOO\.?MANY|try again later|INTERNAL|SYSTEM/i.test(said)) return 'busy';
  return /AUTHORI[SZ]|FORBIDDEN|INVALID|EMPTY|NOT\.ALLOWED/i.test(said) ? 'refused' : 'other';
};

/** The problem that an error of FedEx's tells of a number, or of none; empty when it tells nothing. */
export const problemOf = (error: Json | undefined, trackingNumber: string | undefined): CarrierProblem[] => {
  const code = textOf(field(error, 'code'));
  const message = textOf(field(error, 'message')) ?? textOf(error);
  if (code === undefined && message === undefined) return [];
  return [
    {
      trackingNumber: trackingNumber ?? null,
      kind: kindOf(code ?? '', message ?? ''),
      code: cut(code ?? 'error', 120),
      message: cut(message ?? code ?? '', 300),
    },
  ];
};

/** The numbers asked for that an answer says nothing of. */
export const silent = (asked: readonly string[], named: ReadonlySet<string | undefined>): CarrierProblem[] =>
  asked
    .filter((number) => !named.has(number))
    .map((trackingNumber) => ({
      trackingNumber,
      kind: 'not_found',
      code: 'empty',
      message: 'FedEx answers nothing about this parcel',
    }));
