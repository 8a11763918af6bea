/** Lines of an order while they are being changed: what was typed of each, and what of it is a change. Pure. */
import type { Order } from '@gantry/shared/api/orders';
import type { amendOrder } from '@gantry/shared/api/orders/changes';
import type { CallInput } from '#lib/api.ts';
import { minorOf } from '#lib/money.ts';
import type { LineDraft } from '../../(board)/new/order-draft.ts';

/** What was typed of a line; what nobody touched is left out and follows the order. */
export type Typed = { quantity?: string; sku?: string };
/** `pickupAt` and `giftNote`: as they were typed, '' for none; left out while nobody touched them. */
export type LinesDraft = { typed: Record<string, Typed>; added: LineDraft[]; pickupAt?: string; giftNote?: string };
type Body = NonNullable<CallInput<typeof amendOrder>['body']>;
type Fault = { path: string; message: string };

const whole = (text: string): number | null => (/^\d{1,7}$/.test(text.trim()) ? Number(text.trim()) : null);
/** Lines whose text is another than what the order has, in the order of the order. */
const changedOf = ({ typed }: LinesDraft, { lines }: Pick<Order, 'lines'>) =>
  lines.flatMap(({ lineId, quantity, sku }) => {
    const said = typed[lineId];
    const change = {
      ...(said?.quantity !== undefined && said.quantity.trim() !== String(quantity) ? { quantity: said.quantity } : {}),
      ...(said?.sku !== undefined && said.sku.trim() !== sku ? { sku: said.sku } : {}),
    };
    return Object.keys(change).length === 0 ? [] : [{ lineId, ...change }];
  });

/** What is wrong, by the paths of the tower: those of changed lines and of added ones. */
export const linesFaults = (draft: LinesDraft, order: Pick<Order, 'lines' | 'currency'>): Fault[] => [
  ...changedOf(draft, order).flatMap((change, i) => [
    ...(change.quantity !== undefined && !whole(change.quantity)
      ? [{ path: `lines.${i}.quantity`, message: 'a whole number from 1 on; to take a line out, cancel it' }]
      : []),
    ...(change.sku !== undefined && change.sku.trim() === '' ? [{ path: `lines.${i}.sku`, message: 'is needed' }] : []),
  ]),
  ...draft.added.flatMap(({ sku, quantity, price }, i) => [
    ...(sku.trim() === '' ? [{ path: `addLines.${i}.sku`, message: 'is needed' }] : []),
    ...(whole(quantity) ? [] : [{ path: `addLines.${i}.quantity`, message: 'a whole number from 1 on' }]),
    ...(minorOf(price, order.currency) === null
      ? [{ path: `addLines.${i}.unitPrice`, message: `an amount of ${order.currency}, such as 12.50` }]
      : []),
  ]),
];

/** Where it is collected and its gift note, as far as they are others; null takes one away. */
const restOf = (draft: LinesDraft, order: Pick<Order, 'pickupAt' | 'giftNote'>): Body => {
  const changed = (typed: string | undefined, before = ''): string | null | undefined =>
    typed === undefined || typed.trim() === before ? undefined : typed.trim() || null;
  const pickupAt = changed(draft.pickupAt, order.pickupAt);
  const giftNote = changed(draft.giftNote, order.giftNote);
  return { ...(pickupAt === undefined ? {} : { pickupAt }), ...(giftNote === undefined ? {} : { giftNote }) };
};

/** The change that a draft without faults makes; empty where nothing is another. */
export const linesBody = (
  draft: LinesDraft,
  order: Pick<Order, 'lines' | 'currency' | 'pickupAt' | 'giftNote'>,
): Body => {
  const lines = changedOf(draft, order).map(({ lineId, quantity, sku }) => ({
    lineId,
    ...(quantity === undefined ? {} : { quantity: whole(quantity) ?? 0 }),
    ...(sku === undefined ? {} : { sku: sku.trim() }),
  }));
  const addLines = draft.added.map(({ sku, name, quantity, price }) => ({
    sku: sku.trim(),
    ...(name ? { name } : {}),
    quantity: whole(quantity) ?? 0,
    unitPrice: minorOf(price, order.currency) ?? 0,
  }));
  return {
    ...(lines.length > 0 ? { lines } : {}),
    ...(addLines.length > 0 ? { addLines } : {}),
    ...restOf(draft, order),
  };
};

/** The place of a line among those that change, as paths of errors name it; -1 for one that does not. */
export const placeOf = (draft: LinesDraft, order: Pick<Order, 'lines'>, lineId: string): number =>
  changedOf(draft, order).findIndex((change) => change.lineId === lineId);
