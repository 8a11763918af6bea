/**
 * Which of Rappi's messages a body is. Rappi says it by the address it posts to, not in the body; the bodies differ enough
 * to tell without it. Source: Rappi's developer portal, «Webhooks».
 */
import type { Json } from '../../wire/body.ts';
import { field, firstText, objectOf, textOf } from '../../wire/json.ts';

export type RappiMessage =
  | { kind: 'order'; body: Json; code: string }
  | { kind: 'event'; body: Json; code: string }
  | { kind: 'position'; body: Json; code: 'ORDER_RT_TRACKING' }
  /** About a store, its menu or its connection: nothing that a parcel does. */
  | { kind: 'store'; body: Json }
  | { kind: 'unknown'; body: Json };

/** What an order notice says: `action` stands only in those about scheduled orders. */
const orderCodes: Record<string, string> = {
  scheduled: 'NEW_ORDER_SCHEDULED',
  cancelled: 'NEW_ORDER_SCHEDULED_CANCELLED',
  canceled: 'NEW_ORDER_SCHEDULED_CANCELLED',
};

const storeFields = ['store_id', 'storeId', 'external_store_id', 'batchId', 'stores'];

/** The id of the order; a string in one event and a number in the next. */
export const orderIdOf = (body: Json): Json | undefined =>
  firstText(
    field(field(body, 'order_detail'), 'order_id'),
    field(body, 'order_id'),
    field(body, 'orderId'),
    field(field(body, 'order_detail'), 'id'),
  );

/** Tells a message by its fields. */
export const messageOf = (sent: Json): RappiMessage => {
  const inner = [field(sent, 'order'), field(sent, 'data')].find((one) => orderIdOf(one ?? null) !== undefined);
  const body = inner ?? sent;
  if (field(body, 'order_detail') !== undefined) {
    const action = textOf(field(body, 'action'))?.toLowerCase() ?? '';
    return { kind: 'order', body, code: orderCodes[action] ?? 'NEW_ORDER' };
  }
  const event = textOf(field(body, 'event'));
  if (event !== undefined) return { kind: 'event', body, code: event };
  const positioned = field(body, 'lat') !== undefined || field(body, 'lng') !== undefined;
  if (positioned || field(body, 'eta_type') !== undefined) return { kind: 'position', body, code: 'ORDER_RT_TRACKING' };
  const about = storeFields.some((name) => Object.hasOwn(objectOf(body), name));
  return about && orderIdOf(body) === undefined ? { kind: 'store', body } : { kind: 'unknown', body };
};
