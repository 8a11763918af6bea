/** Which steps a return may take from where it stands, as the page offers them. Pure. */
import type { Rma } from '@gantry/shared/api/returns/rma';
import type { RefundState } from '@gantry/shared/vocabulary/returns';

type Standing = Pick<Rma, 'state' | 'lines' | 'toInspect' | 'toReplace' | 'refund' | 'unexpected' | 'warehouse'>;

/** Whether anything of it came. */
export const hasCome = ({ lines, unexpected }: Pick<Standing, 'lines' | 'unexpected'>): boolean =>
  lines.some(({ received }) => received > 0) || unexpected.length > 0;

export type StepName =
  | 'authorize'
  | 'reject'
  | 'sent'
  | 'receive'
  | 'inspect'
  | 'replace'
  | 'refund'
  | 'close'
  | 'cancel';

/** What the money of a return may become next. */
export const refundChoices: Readonly<Record<RefundState, readonly RefundState[]>> = {
  not_due: ['due', 'sent'],
  due: ['sent', 'due', 'not_due'],
  sent: ['confirmed'],
  confirmed: [],
};

const canBeRefunded = (rma: Standing): boolean =>
  refundChoices[rma.refund.state].length > 0 &&
  hasCome(rma) &&
  (rma.refund.state !== 'not_due' || rma.lines.some(({ received }) => received > 0));

const isUnderway = ({ state }: Standing): boolean => state === 'authorized' || state === 'in_transit';
const isHere = ({ state }: Standing): boolean => state === 'received' || state === 'inspected';

const rules: readonly [StepName, (rma: Standing) => boolean][] = [
  ['authorize', ({ state }) => state === 'requested'],
  ['receive', (rma) => isUnderway(rma)],
  ['inspect', (rma) => rma.toInspect.length > 0 && (isHere(rma) || rma.state === 'in_transit')],
  ['refund', canBeRefunded],
  ['replace', ({ toReplace }) => toReplace.length > 0],
  ['close', ({ state }) => state === 'inspected'],
  ['sent', ({ state }) => state === 'authorized'],
  ['reject', ({ state }) => state === 'requested'],
  ['cancel', (rma) => (rma.state === 'requested' || isUnderway(rma)) && !hasCome(rma)],
  // What comes after all had come is counted all the same.
  ['receive', (rma) => isHere(rma)],
  ['authorize', ({ state }) => state === 'authorized'],
];

/** The steps, the most likely first; each once. */
export const stepsOf = (rma: Standing): StepName[] => [
  ...new Set(rules.flatMap(([step, may]) => (may(rma) ? [step] : []))),
];
