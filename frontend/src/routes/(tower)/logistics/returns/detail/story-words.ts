/** What happened to a return, in words: one sentence an event. Pure. */
import type { EventDefinition, FactOf } from '@gantry/shared/events/define';
import * as returns from '@gantry/shared/events/returns';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { inWords } from '#lib/staff-words.ts';
import { askerNames, outcomeNames, refundInWords, refundLooks, unitsInWords, wayNames } from '../return-words.ts';

export type Told = { text: string; meaning: Meaning };
/** What lines of the return and warehouses are called. */
export type Names = { sku: (lineId: string) => string; warehouse: (id: string) => string };
type Teller = (payload: unknown, names: Names) => Told | null;
type PayloadOf<D> = FactOf<D>['payload'];
const teller = <D extends EventDefinition>(
  { name, payload: schema }: D,
  words: (payload: PayloadOf<D>, names: Names) => Told,
): [string, Teller] => [
  name,
  (payload, names) => {
    const read = schema.safeParse(payload);
    return read.success ? words(read.data as PayloadOf<D>, names) : null;
  },
];
const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);

const tellers = new Map<string, Teller>([
  teller(returns.returnRequested, ({ by, lines }) => ({
    text: `${by === 'carrier' ? askerNames.carrier : `Asked for by ${askerNames[by].toLowerCase()}`}: ${unitsInWords(lines)}`,
    meaning: 'at_risk',
  })),
  teller(returns.returnAuthorized, ({ warehouse, way, dropOffCode }, names) => ({
    text: `May come back to ${names.warehouse(warehouse)}, ${wayNames[way].toLowerCase()}${dropOffCode ? ` ${dropOffCode}` : ''}`,
    meaning: 'waiting',
  })),
  teller(returns.returnRejected, ({ reason }) => ({ text: `Rejected${because(reason)}`, meaning: 'problem' })),
  teller(returns.returnSent, ({ trackingNumber }) => ({
    text: `On its way${trackingNumber ? ` as ${trackingNumber}` : ''}`,
    meaning: 'moving',
  })),
  teller(returns.returnReceived, ({ lines, unexpected, complete }, names) => {
    const came = [...lines.map(({ lineId, quantity }) => ({ sku: names.sku(lineId), quantity })), ...unexpected];
    const what = came.length === 0 ? '' : `Received ${unitsInWords(came)}`;
    return {
      text: [what, complete ? 'Nothing more is to come' : ''].filter(Boolean).join('. '),
      meaning: 'handed_over',
    };
  }),
  teller(returns.returnInspected, ({ units, complete }) => ({
    text: `${units.map((one) => `${outcomeNames[one.outcome]} ${unitsInWords([one])}${one.bin ? ` in ${one.bin}` : ''}`).join(', ')}${complete ? '; the rest is not there' : ''}`,
    meaning: 'customs',
  })),
  teller(returns.refundChanged, (refund) => ({
    text: `Refund ${refundLooks[refund.state].label.toLowerCase()}${refund.state === 'not_due' ? '' : `: ${refundInWords(refund)}`}`,
    meaning: refundLooks[refund.state].meaning ?? 'waiting',
  })),
  teller(returns.replacementSent, ({ lines }, names) => ({
    text: `Replacement sent: ${unitsInWords(lines.map(({ lineId, quantity }) => ({ sku: names.sku(lineId), quantity })))}`,
    meaning: 'moving',
  })),
  teller(returns.returnClosed, () => ({ text: 'Closed', meaning: 'delivered' })),
  teller(returns.returnExpired, () => ({ text: 'Expired: it was never sent', meaning: 'stuck' })),
  teller(returns.returnCancelled, ({ reason }) => ({ text: `Cancelled${because(reason)}`, meaning: 'problem' })),
]);

/** An event as a sentence; one of another kind by its name. */
export const toldOf = ({ name, payload }: { name: string; payload: unknown }, names: Names): Told =>
  tellers.get(name)?.(payload, names) ?? { text: inWords(name.split('.')[1] ?? name), meaning: 'waiting' };
