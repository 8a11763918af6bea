/** What happened to returns, in words: asked for, allowed, received, inspected, refunded, closed. Pure. */
import * as returns from '../../events/returns.ts';
import type { Money } from '../../values/money.ts';
import { because, inWords, lowWords, partsInWords, sumOf, unitWords } from './phrases.ts';
import { orderLink, type Teller, teller } from './telling.ts';

const returnLink = (returnId: string): string => `/logistics/returns/${encodeURIComponent(returnId)}`;

const moneyWords = ({ amount, currency }: Money): string => {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};
const asked = {
  customer: 'the customer',
  staff: 'somebody of the house',
  carrier: 'a parcel that came back by itself',
};

const coming = [
  teller(returns.returnRequested, 'arrival', ({ returnId, number, by, lines, note }) => ({
    text: `Return ${number} asked for: ${partsInWords(lines.map(({ sku, quantity }) => ({ sku, quantity })))}`,
    meaning: 'at_risk',
    ...(note ? { detail: note } : {}),
    reasons: [`By ${asked[by]}`, ...new Set(lines.map(({ reason }) => inWords(reason)))],
    href: returnLink(returnId),
  })),
  teller(returns.returnAuthorized, 'decision', ({ returnId, warehouse, way, expiresAt }, { stamp }) => ({
    text: `Return allowed, to ${warehouse}, ${lowWords(way)}${expiresAt ? `, until ${stamp(expiresAt)}` : ''}`,
    meaning: 'moving',
    href: returnLink(returnId),
  })),
  teller(returns.returnRejected, 'decision', ({ returnId, reason }) => ({
    text: `Return refused${because(reason)}`,
    meaning: 'problem',
    href: returnLink(returnId),
  })),
  teller(returns.returnSent, 'shipping', ({ returnId, carrier, trackingNumber }) => ({
    text: `On its way back${carrier || trackingNumber ? `: ${[carrier, trackingNumber].filter(Boolean).join(' ')}` : ''}`,
    meaning: 'moving',
    href: returnLink(returnId),
  })),
  teller(returns.returnReceived, 'floor', ({ returnId, lines, unexpected, complete }) => ({
    text: `Came back: ${unitWords(sumOf(lines))}${unexpected.length > 0 ? ` and what was not announced: ${partsInWords(unexpected)}` : ''}`,
    meaning: 'handed_over',
    detail: complete ? 'Nothing more is to come' : 'More is to come',
    href: returnLink(returnId),
  })),
  teller(returns.returnInspected, 'floor', ({ returnId, units }) => ({
    text: `Looked at: ${units.map(({ quantity, sku, outcome }) => `${quantity} × ${sku} ${lowWords(outcome)}`).join(', ')}`,
    meaning: 'moving',
    href: returnLink(returnId),
  })),
];
const ends = [
  teller(returns.returnClosed, 'status', ({ returnId }) => ({
    text: 'Return closed',
    meaning: 'delivered',
    href: returnLink(returnId),
  })),
  teller(returns.returnExpired, 'status', ({ returnId }) => ({
    text: 'Return expired: nothing came in time',
    meaning: 'problem',
    href: returnLink(returnId),
  })),
  teller(returns.returnCancelled, 'change', ({ returnId, reason }) => ({
    text: `Return called off${because(reason)}`,
    meaning: 'problem',
    href: returnLink(returnId),
  })),
  teller(returns.refundChanged, 'decision', ({ returnId, state, amount, agreed, reference }) => ({
    text: `Refund ${lowWords(state)}${amount ? `: ${moneyWords(amount)}` : ''}`,
    meaning: state === 'confirmed' ? 'delivered' : 'waiting',
    ...(reference ? { detail: `Reference ${reference}` } : {}),
    reasons: [agreed ? 'A person said how much' : 'Reckoned from what was found and the rules of its channel'],
    href: returnLink(returnId),
  })),
  teller(returns.replacementSent, 'decision', ({ orderId, lines }) => ({
    text: `Something is sent in its stead: ${unitWords(sumOf(lines))}`,
    meaning: 'moving',
    href: orderLink(orderId),
  })),
];

export const returnTellers: readonly Teller[] = [...coming, ...ends];
