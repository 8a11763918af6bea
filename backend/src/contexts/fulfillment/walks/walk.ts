/** A walk: several fulfillment orders picked at once, on a cart each into its tote. State, fold, and what may happen to it. Pure. */
import { walkStarted as started, type WalkEvent, walkEnded, type walkStarted } from '@gantry/shared/events/fulfillment';
import type { WalkKind } from '@gantry/shared/vocabulary/fulfillment';
import { fold } from '../../../kernel/decider.ts';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';

export type Member = { fulfillmentId: string; tote: string | null };
export type Walk = {
  walkId: string;
  kind: WalkKind;
  warehouse: string;
  members: Member[];
  picker: string;
  startedAt: string;
  endedAt: string | null;
};

export const evolveWalk = fold<Walk, WalkEvent>({
  'fulfillment.walk_started': {
    begin: (walk, { occurredAt }) => ({ ...walk, startedAt: occurredAt, endedAt: null }),
  },
  'fulfillment.walk_ended': (walk, _ended, { occurredAt }) => ({ ...walk, endedAt: occurredAt }),
});

export const missingWalk = (): Refusal => new Refusal('missing', 'no_such_walk', 'There is no such walk');

/** What is known of those that members name. `together`: whether two are of merged orders, which leave in one parcel. */
type Known = { isKnown(fulfillmentId: string): boolean; together(one: string, other: string): boolean };

/** What is wrong with the members of a walk as they are named. */
export const memberFaults = (kind: WalkKind, members: readonly Member[], { isKnown, together }: Known): FieldError[] =>
  members.flatMap(({ fulfillmentId, tote }, i) => {
    const faults: FieldError[] = [];
    const before = members.slice(0, i);
    if (!isKnown(fulfillmentId))
      faults.push({ path: `members.${i}.fulfillmentId`, message: 'there is no such fulfillment order' });
    if (before.some((one) => one.fulfillmentId === fulfillmentId))
      faults.push({ path: `members.${i}.fulfillmentId`, message: 'is named before' });
    if (kind === 'tote' && tote === null)
      faults.push({ path: `members.${i}.tote`, message: 'is needed on a cart: each order has a tote of its own' });
    if (tote !== null && before.some((one) => one.tote === tote && !together(one.fulfillmentId, fulfillmentId)))
      faults.push({ path: `members.${i}.tote`, message: 'is another order’s' });
    return faults;
  });

export const startWalk = (walk: Parameters<typeof walkStarted>[0], now: Date) => (): WalkEvent[] => [
  started(walk, { occurredAt: now.toISOString() }),
];

/** Ends a walk; one that has ended stays as it is. */
export const endWalk =
  (now: Date) =>
  (state: Walk | undefined): WalkEvent[] => {
    if (!state) throw missingWalk();
    return state.endedAt === null ? [walkEnded({ walkId: state.walkId }, { occurredAt: now.toISOString() })] : [];
  };
