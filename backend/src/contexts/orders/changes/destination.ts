/**
 * What follows from where an order goes, however it came to say so: its address is checked, and one that goes elsewhere leaves
 * the orders it was merged with. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ChannelRulesContent } from '@gantry/shared/events/inventory/products';
import {
  addressChecked,
  holdReleased,
  type OrderContent,
  type OrderEvent,
  orderHeld,
  orderUnmerged,
} from '@gantry/shared/events/orders';
import type { HoldKind } from '@gantry/shared/vocabulary/orders';
import { newId } from '../../../kernel/ids.ts';
import { findingsOf, isAddressed } from '../address-check.ts';
import type { Order } from '../order.ts';
import { sameAddress } from './same-address.ts';

/** How an order's channel is served, as far as it matters here. */
export type Rules = Pick<ChannelRulesContent, 'addressCheck'>;
/** An order that is new has no state before. */
type Saying = { orderId: string; placedAt: string; content: OrderContent; before: Order | undefined };
type Circumstances = { rules: Rules; now: Date };

const heldForAddress = (orderId: string, now: Date): OrderEvent =>
  orderHeld(
    { orderId, holdId: newId('hld', now), kind: 'address_check', note: '', until: null, keepsStock: true },
    { occurredAt: now.toISOString() },
  );

/** The ends of an order's holds of a kind. */
export const endsOf = (order: Order | undefined, kind: HoldKind, now: Date): OrderEvent[] =>
  (order?.holds ?? [])
    .filter((hold) => hold.kind === kind)
    .map(({ holdId }) =>
      holdReleased({ orderId: order?.orderId ?? '', holdId, expired: false }, { occurredAt: now.toISOString() }),
    );

/**
 * The check of an address that is new to the tower: what cannot be right of it, and by the rule of its channel a hold; the end
 * of that hold where it was repaired. Nothing for an address that is right and was never wrong.
 */
export const addressEventsOf = (
  { orderId, placedAt, content, before }: Saying,
  { rules, now }: Circumstances,
): OrderEvent[] => {
  if (before && isDeepStrictEqual(before.content.shipTo, content.shipTo)) return [];
  const findings = isAddressed(content, placedAt, now) ? findingsOf(content.shipTo) : [];
  const known = before?.addressFindings ?? [];
  const checked =
    findings.length + known.length > 0
      ? [addressChecked({ orderId, findings }, { occurredAt: now.toISOString() })]
      : [];
  if (findings.length === 0) return [...checked, ...endsOf(before, 'address_check', now)];
  const holds = rules.addressCheck === 'hold' && !before?.holds.some(({ kind }) => kind === 'address_check');
  return [...checked, ...(holds ? [heldForAddress(orderId, now)] : [])];
};

const mergeEventsOf = ({ orderId, content, before }: Saying, { now }: Circumstances): OrderEvent[] =>
  before?.merge && !sameAddress(before.content.shipTo, content.shipTo)
    ? [orderUnmerged({ orderId, mergeId: before.merge.mergeId }, { occurredAt: now.toISOString() })]
    : [];

/**
 * What follows from where an order goes from now on. Of somebody who was erased nothing is checked: what is left of their
 * address is no address.
 */
export const destinationEventsOf = (
  saying: Saying,
  circumstances: Circumstances & { erased: boolean },
): OrderEvent[] => [
  ...(circumstances.erased ? [] : addressEventsOf(saying, circumstances)),
  ...mergeEventsOf(saying, circumstances),
];
