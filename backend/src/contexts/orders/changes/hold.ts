/** Holding an order, and letting it go: by hand, by kind, or because the day has come. Pure. */
import { addressForced, holdReleased, type OrderEvent, orderHeld } from '@gantry/shared/events/orders';
import type { HoldKind } from '@gantry/shared/vocabulary/orders';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { allowed, known } from '../decide.ts';
import type { Hold, Order } from '../order.ts';

export type HoldAsked = { kind: HoldKind; note: string; until: string | null; keepsStock: boolean };

/** When a hold ends that is asked for. Throws a Refusal for a time that has passed. */
export const endAsked = ({ until, days }: { until?: string | undefined; days?: number | undefined }, now: Date) => {
  const at =
    days === undefined ? (until === undefined ? null : new Date(until)) : new Date(now.getTime() + days * 86_400_000);
  if (at !== null && at <= now)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'until', message: 'has passed already' },
    ]);
  return at === null ? null : at.toISOString();
};

/** Holds an order. The same hold again is nothing; another one stands beside it. */
export const holdOrder =
  ({ kind, note, until, keepsStock }: HoldAsked, now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const { orderId, holds } = allowed(known(state), 'hold');
    const same = holds.some(
      (hold) => hold.kind === kind && hold.note === note && hold.until === until && hold.keepsStock === keepsStock,
    );
    if (same) return [];
    const holdId = newId('hld', now);
    return [orderHeld({ orderId, holdId, kind, note, until, keepsStock }, { occurredAt: now.toISOString() })];
  };

const ended = (orderId: string, { holdId }: Hold, { expired, at }: { expired: boolean; at: string }): OrderEvent =>
  holdReleased({ orderId, holdId, expired }, { occurredAt: at });

/** Why an order is not released whose address cannot be right. */
const addressWrong = ({ addressFindings }: Order): Refusal =>
  new Refusal(
    'conflict',
    'address_wrong',
    `Its address cannot be right (${addressFindings.map(({ path, code }) => `${path}: ${code}`).join(', ')}): correct it, or say with forceAddress that it is right`,
  );

export type ReleaseAsked = { kind?: HoldKind | undefined; forceAddress?: boolean };

/**
 * Ends the holds of an order, or those of one kind. What is held for its address ends by repairing it or by forcing it; to force
 * it is possible whether it is held or not.
 */
export const releaseOrder =
  ({ kind, forceAddress = false }: ReleaseAsked, now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const order = allowed(known(state), 'release');
    const { orderId, holds, addressFindings } = order;
    const at = now.toISOString();
    const wrong = addressFindings.length > 0 && !order.addressForced;
    const ending = holds.filter((hold) => kind === undefined || hold.kind === kind);
    if (wrong && !forceAddress && ending.some((hold) => hold.kind === 'address_check')) throw addressWrong(order);
    const forced = wrong && forceAddress;
    const forAddress = forced ? holds.filter((hold) => hold.kind === 'address_check' && !ending.includes(hold)) : [];
    return [
      ...(forced ? [addressForced({ orderId }, { occurredAt: at })] : []),
      ...[...ending, ...forAddress].map((hold) => ended(orderId, hold, { expired: false, at })),
    ];
  };

/** Ends the holds whose day has come; nothing where that was done before. */
export const endHolds =
  (now: Date) =>
  (state: Order | undefined): OrderEvent[] => {
    const at = now.toISOString();
    return (state?.holds ?? []).flatMap((hold) =>
      state && hold.until !== null && hold.until <= at ? [ended(state.orderId, hold, { expired: true, at })] : [],
    );
  };
