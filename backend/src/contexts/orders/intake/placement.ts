/** What a channel says of an order: placed once, amended by whatever differs from what is known. Pure. */
import { isDeepStrictEqual } from 'node:util';
import {
  type OrderContent,
  type OrderEvent,
  orderAmended,
  orderContent,
  orderPlaced,
  versionTold,
} from '@gantry/shared/events/orders';
import type { ZoneCertainty } from '@gantry/shared/vocabulary/tracking-status';
import type { Circumstances } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { personalPathsOf, takeOut } from '../../../platform/privacy/parts.ts';
import { destinationEventsOf, type Rules } from '../changes/destination.ts';
import { type Order, type PartsSaid, saidBefore } from '../order.ts';
import { paymentEvents } from '../payment.ts';
import { withLineIds } from './lines.ts';

export type Placement = {
  orderId: string;
  merchant: string;
  channel: string;
  externalId: string;
  content: OrderContent;
  placedAt: string;
  placedAtZone: ZoneCertainty;
  /** When it came, where that was not now: it lay in the Trash since. */
  receivedAt?: string | undefined;
  /** As of when its channel says it, by the channel's own clock. */
  changedAt?: string;
};

/** Why a closed merchant gets no new order. */
export const merchantClosed = (merchant: string): Refusal =>
  new Refusal('conflict', 'merchant_closed', `The merchant ${merchant} is closed and takes no new orders`);

/** Times that cannot both be true are kept as sent and said to be so. */
const contradictionIn = ({ placedAt, content }: Placement): string | undefined =>
  content.shipBy && content.shipBy < placedAt
    ? `ship-by ${content.shipBy} lies before the order was placed, ${placedAt}`
    : undefined;

const personalInContent = personalPathsOf(orderContent);

const placedNew = (placement: Placement, content: OrderContent, receivedAt: string): OrderEvent => {
  const { orderId, merchant, placedAt, placedAtZone, channel, externalId } = placement;
  const contradiction = contradictionIn(placement);
  const placed = {
    ...content,
    orderId,
    merchant,
    channel,
    externalId,
    placedAt,
    placedAtZone,
    ...(contradiction ? { contradiction } : {}),
    ...(placement.changedAt === undefined ? {} : { changedAt: placement.changedAt }),
  };
  return orderPlaced(placed, { occurredAt: placedAt, zone: placedAtZone, receivedAt });
};

/** The parts of an order that are other than its channel said before. */
export const changedParts = (content: OrderContent, before: PartsSaid): (keyof OrderContent)[] =>
  (Object.keys({ ...content, ...before }) as (keyof OrderContent)[]).filter(
    (part) => !isDeepStrictEqual(content[part], before[part]),
  );

type ToldAgain = { state: Order; changed: string[]; receivedAt: string };

/** What is told of an order with a time of its channel and changes nothing: older than what is known, or the same as of later. */
const nothingNew = (
  { orderId, changedAt }: Placement,
  { state, changed, receivedAt }: ToldAgain,
  now: Date,
): OrderEvent[] | undefined => {
  const older = changedAt !== undefined && state.saidAt !== null && changedAt < state.saidAt;
  if (!older && changed.length > 0) return undefined;
  if (changedAt === undefined || changedAt === state.saidAt || (older && changed.length === 0)) return [];
  return [versionTold({ orderId, changedAt, older, parts: changed }, { occurredAt: now.toISOString(), receivedAt })];
};

/** Whether its merchant takes new orders, and how its channel is served. */
export type PlacingBy = { taken: boolean; rules: Rules };
const flagOnly: Rules = { addressCheck: 'flag' };

/**
 * Places an order, where its merchant takes new ones. The same content again is nothing, whatever people changed of it since;
 * other content of a standing order is an amendment of the parts that the channel says otherwise. What a channel says again of somebody who was erased is compared and taken without what names them.
 */
export const placeOrder =
  (placement: Placement, now: Date, { taken = true, rules = flagOnly }: Partial<PlacingBy> = {}) =>
  (state: Order | undefined, { erased }: Circumstances = { erased: false }): OrderEvent[] => {
    const { orderId, placedAt, receivedAt = now.toISOString() } = placement;
    const said = erased ? takeOut(personalInContent, placement.content).clear : placement.content;
    const before = state && saidBefore(state);
    const known = state && { ...state, said: before?.lines ?? state.content.lines };
    const content = { ...said, lines: withLineIds(said.lines, known) };
    const following = (is: OrderContent): OrderEvent[] => [
      ...paymentEvents({ orderId, before: state, payment: is.payment }, now),
      ...destinationEventsOf({ orderId, placedAt, content: is, before: state }, { rules, now, erased }),
    ];
    if (!state) {
      if (!taken) throw merchantClosed(placement.merchant);
      return [placedNew(placement, content, receivedAt), ...following(content)];
    }
    const changed = changedParts(content, before ?? state.content);
    const nothing = nothingNew(placement, { state, changed, receivedAt }, now);
    if (nothing) return nothing;
    if (state.status === 'cancelled')
      throw new Refusal('conflict', 'order_cancelled', 'A cancelled order takes no amendment');
    const parts = Object.fromEntries(changed.map((part) => [part, content[part]]));
    const { changedAt } = placement;
    const asOf = changedAt === undefined ? {} : { changedAt };
    const amended = orderAmended(
      { orderId, changed, ...asOf, ...parts },
      { occurredAt: now.toISOString(), receivedAt },
    );
    return [amended, ...following({ ...state.content, ...parts })];
  };
