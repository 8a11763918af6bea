/** The steps of a return from where it was asked for to where it is closed, and what each is refused for. Pure. */
import {
  type ReturnEvent,
  returnAuthorized,
  returnCancelled,
  returnClosed,
  returnExpired,
  returnReceived,
  returnRejected,
  returnSent,
} from '@gantry/shared/events/returns';
import type { ReturnState } from '@gantry/shared/vocabulary/returns';
import type { z } from 'zod';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import { receivedOf, toInspect } from './counts.ts';
import { insistOnSameReceipt, type ReceiptSaid } from './repeated.ts';
import type { Rma } from './rma.ts';

/** Whether whoever asks sees what is a merchant's; a return it does not see is none. */
export type Sees = (merchant: string) => boolean;

/** The return, where there is one. Throws a Refusal. */
export const known = (state: Rma | undefined, sees: Sees = () => true): Rma => {
  if (!state || !sees(state.merchant)) throw new Refusal('missing', 'no_such_return', 'There is no such return');
  return state;
};

/** Steps that people and the clock ask for, with the states from which each may be. */
const steps = {
  authorize: { from: ['requested', 'authorized'], words: 'authorized' },
  reject: { from: ['requested'], words: 'rejected' },
  cancel: { from: ['requested', 'authorized', 'in_transit'], words: 'cancelled' },
  sent: { from: ['authorized', 'in_transit'], words: 'on its way' },
  receive: { from: ['authorized', 'in_transit', 'received', 'inspected'], words: 'received' },
  inspect: { from: ['in_transit', 'received', 'inspected'], words: 'inspected' },
  close: { from: ['inspected'], words: 'closed' },
  expire: { from: ['authorized'], words: 'expired' },
} as const satisfies Record<string, { from: readonly ReturnState[]; words: string }>;
export type Step = keyof typeof steps;

const missingFor = (rma: Rma, step: Step): { code: string; why: string } => {
  const left = toInspect(rma).reduce((sum, { quantity }) => sum + quantity, 0);
  if (rma.state === 'requested') return { code: 'not_authorized', why: 'it was not authorized yet' };
  if (step === 'close' && rma.state === 'received')
    return { code: 'not_inspected', why: `${left} of its units were not inspected` };
  if (step === 'close' || step === 'inspect') return { code: 'not_received', why: 'not all of it was received' };
  return { code: 'illegal_step', why: `it is ${rma.state.replace('_', ' ')}` };
};
const ended: readonly ReturnState[] = ['closed', 'rejected', 'expired', 'cancelled'];

/** The return, where a step may be taken from where it stands. Throws a Refusal that says why not and what is missing. */
export const mayStep = (rma: Rma, step: Step): Rma => {
  const { from, words }: { from: readonly ReturnState[]; words: string } = steps[step];
  if (from.includes(rma.state)) return rma;
  const { code, why } = ended.includes(rma.state)
    ? { code: 'illegal_step', why: `it is ${rma.state}, and nothing follows on that` }
    : missingFor(rma, step);
  throw new Refusal('conflict', code, `The return ${rma.number} cannot be ${words}: ${why}`);
};

type Authorization = Omit<z.output<typeof returnAuthorized.payload>, 'returnId'>;

/** Lets it come back. What is said of it again and differs (another warehouse, a label) holds from now on. */
export const authorize =
  (how: Authorization, now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = mayStep(known(state), 'authorize');
    const same = (Object.keys(how) as (keyof Authorization)[]).every((part) => rma[part] === how[part]);
    if (rma.state === 'authorized' && same) return [];
    if (how.expiresAt !== null && how.expiresAt <= now.toISOString())
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'expiresAt', message: 'has passed' },
      ]);
    return [returnAuthorized({ returnId: rma.returnId, ...how }, { occurredAt: now.toISOString() })];
  };

/** Says no to what was asked for; once is enough. */
export const reject =
  (reason: string, now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    if (rma.state === 'rejected') return [];
    const { returnId } = mayStep(rma, 'reject');
    return [returnRejected({ returnId, reason }, { occurredAt: now.toISOString() })];
  };

/** Calls it off before anything of it came; once is enough. */
export const cancel =
  (reason: string, now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    if (rma.state === 'cancelled') return [];
    const { returnId, number, received, unexpected } = mayStep(rma, 'cancel');
    const came = [...Object.values(received), ...unexpected.map(({ quantity }) => quantity)].reduce((a, b) => a + b, 0);
    if (came > 0)
      throw new Refusal(
        'conflict',
        'already_received',
        `The return ${number} cannot be cancelled: ${came} units of it came`,
      );
    return [returnCancelled({ returnId, reason }, { occurredAt: now.toISOString() })];
  };

/** It is on its way. Told again without anything new it is nothing. */
export const sent =
  (by: { carrier: string | null; trackingNumber: string | null }, now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = mayStep(known(state), 'sent');
    const isNews = (part: 'carrier' | 'trackingNumber'): boolean => by[part] !== null && by[part] !== rma[part];
    if (rma.state === 'in_transit' && !isNews('carrier') && !isNews('trackingNumber')) return [];
    return [returnSent({ returnId: rma.returnId, ...by }, { occurredAt: now.toISOString() })];
  };

export type Receipt = ReceiptSaid;
/** `most`: units of each line that may come back by this return: those shipped, less what others bring back. */
export type ReceiptContext = {
  most: ReadonlyMap<string, number>;
  kits: ReadonlySet<string>;
  now: Date;
  /** What was booked under this name, where anything was. */
  before?: Receipt | undefined;
};

const wrongIn = (rma: Rma, { lines, unexpected }: Receipt, kits: ReadonlySet<string>): FieldError[] => {
  const named = new Set(rma.lines.map(({ lineId }) => lineId));
  const once = new Set<string>();
  const lineFault = (lineId: string): string | undefined => {
    if (!named.has(lineId)) return 'is no line of this return: name what came by its SKU, as unexpected';
    if (once.has(lineId)) return 'is named twice';
    once.add(lineId);
    return undefined;
  };
  return [
    ...lines.flatMap(({ lineId }, i) => {
      const message = lineFault(lineId);
      return message === undefined ? [] : [{ path: `lines.${i}.lineId`, message }];
    }),
    ...unexpected.flatMap(({ sku }, i) =>
      kits.has(sku) ? [{ path: `unexpected.${i}.sku`, message: 'is a kit: name its parts' }] : [],
    ),
  ];
};

const beyondIn = (rma: Rma, { lines }: Receipt, most: ReadonlyMap<string, number>): FieldError[] =>
  lines.flatMap(({ lineId, quantity }, i) => {
    const left = Math.max(0, (most.get(lineId) ?? 0) - receivedOf(rma, lineId));
    return quantity <= left
      ? []
      : [
          {
            path: `lines.${i}.quantity`,
            message: `${left} can come back of this line: what is beyond came unexpected`,
          },
        ];
  });

/**
 * Counts a delivery, once under its name. It may be a part of what was announced, or more of it as long as that was shipped.
 * `complete`: nothing more is waited for. Throws a Refusal that names the lines.
 */
export const receive =
  (receipt: Receipt, { most, kits, now, before }: ReceiptContext) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    if (rma.receipts.includes(receipt.receiptId)) {
      insistOnSameReceipt(receipt, before);
      return [];
    }
    mayStep(rma, 'receive');
    const { lines, unexpected, complete } = receipt;
    const nothing = lines.length + unexpected.length === 0;
    if (nothing && !complete)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'lines', message: 'nothing came' },
      ]);
    if (nothing && rma.receipts.length === 0)
      throw new Refusal('conflict', 'not_received', `Nothing of the return ${rma.number} came: cancel it instead`);
    const faults = wrongIn(rma, receipt, kits);
    if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    const beyond = beyondIn(rma, receipt, most);
    if (beyond.length > 0)
      throw new Refusal('conflict', 'more_than_shipped', `More came than was shipped: ${beyond[0]?.message}`, beyond);
    return [returnReceived({ returnId: rma.returnId, ...receipt }, { occurredAt: now.toISOString() })];
  };

/** Closes what was inspected; once is enough. Its refund may follow later. */
export const close =
  (now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    if (rma.state === 'closed') return [];
    const { returnId } = mayStep(rma, 'close');
    return [returnClosed({ returnId }, { occurredAt: now.toISOString() })];
  };

/** Ends the wait for what was allowed and never sent, once its day has passed. */
export const expire =
  (now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    if (rma.state !== 'authorized' || rma.expiresAt === null || rma.expiresAt > now.toISOString()) return [];
    return [returnExpired({ returnId: rma.returnId }, { occurredAt: now.toISOString() })];
  };
