/** Asking for a return: only of what was shipped, less what other returns bring back. Pure. */
import { type ReturnEvent, returnRequested } from '@gantry/shared/events/returns';
import type { z } from 'zod';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { codesUnder } from '../../../kernel/keyed-code.ts';
import type { Rma } from '../rma.ts';

/** A line of an order as a return sees it. `returned`: of it, what other returns bring back. */
export type Returnable = {
  lineId: string;
  sku: string;
  name: string;
  shipped: number;
  returned: number;
  returnable: number;
  parts: { sku: string; perUnit: number }[];
};

type Requested = z.output<typeof returnRequested.payload>;
export type Asked = Omit<Requested, 'lines'> & { lines: Omit<Requested['lines'][number], 'sku' | 'parts'>[] };

/** The return of a merchant that bears a number. */
export const returnIdOf = (merchant: string, number: string): string => derivedId('rma', [merchant, number]);

/** A short text that a person can read aloud, made of what it stands for. */
const codeOf = (what: string, parts: readonly string[]): string =>
  derivedId('code', [what, ...parts])
    .slice(5, 13)
    .toUpperCase();

/** A number for a return that was given none: the same parts have the same one. */
export const numberOf = (parts: readonly string[]): string => `RMA-${codeOf('number', parts)}`;

/** What is written on a parcel without a label, made under the installation's key. Throws where it has none. */
export const dropOffCodeOf = (secretKey: string | undefined, returnId: string): string => {
  if (secretKey === undefined) throw new Error('drop-off codes need GANTRY_SECRET_KEY');
  return codesUnder(secretKey, { purpose: 'gantry drop-off code', length: 8 }).codeOf(returnId);
};

const faultsIn = (lines: Asked['lines'], returnable: ReadonlyMap<string, Returnable>): FieldError[] => {
  const seen = new Set<string>();
  return lines.flatMap(({ lineId }, i): FieldError[] => {
    const path = `lines.${i}.lineId`;
    if (seen.has(lineId)) return [{ path, message: 'is named twice' }];
    seen.add(lineId);
    return returnable.has(lineId) ? [] : [{ path, message: 'the order has no such line' }];
  });
};

const tooMuch = (lines: Asked['lines'], returnable: ReadonlyMap<string, Returnable>): FieldError[] =>
  lines.flatMap(({ lineId, quantity }, i) => {
    const line = returnable.get(lineId);
    if (!line || quantity <= line.returnable) return [];
    const { shipped, returned } = line;
    const less = returned > 0 ? `, of which ${returned} come back by other returns` : '';
    return [
      { path: `lines.${i}.quantity`, message: `${line.returnable} can come back: ${shipped} were shipped${less}` },
    ];
  });

/**
 * Asks for a return, once under its number. Throws a Refusal that names the lines of which fewer can come back: `lines` are those
 * of the order as it stands.
 */
export const requestReturn =
  (asked: Asked, lines: readonly Returnable[], now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    if (state?.orderId === asked.orderId) return [];
    if (state)
      throw new Refusal('conflict', 'number_taken', `Another order has a return ${asked.number} already`, [
        { path: 'number', message: 'is that of another return' },
      ]);
    const known = new Map(lines.map((line) => [line.lineId, line]));
    const faults = faultsIn(asked.lines, known);
    if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    const beyond = tooMuch(asked.lines, known);
    if (beyond.length > 0)
      throw new Refusal(
        'conflict',
        'more_than_shipped',
        `More is to come back than can: ${beyond[0]?.message}`,
        beyond,
      );
    const whole = asked.lines.map((line) => {
      const { sku = '', parts = [] } = known.get(line.lineId) ?? {};
      return { ...line, sku, parts };
    });
    return [returnRequested({ ...asked, lines: whole }, { occurredAt: now.toISOString() })];
  };
