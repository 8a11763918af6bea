/**
 * What may be done with an order in each stage, and what happens then: data that decisions ask, that the actions endpoint tells,
 * and that docs/orders.md shows (a test compares the two).
 */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { orderActions } from '@gantry/shared/api/orders/changes';
import type { OrderStage } from '@gantry/shared/vocabulary/orders';

export type OrderAction = ReplyOf<typeof orderActions>['actions'][number]['action'];
/** `effect`: what happens. A refusal says what would be needed instead; its code is for programs. */
export type StageRule = { effect: string } | { code: string; refusal: string };

const may = (effect: string): StageRule => ({ effect });
const mayNot = (code: string, refusal: string): StageRule => ({ code, refusal });

const cancelled = mayNot('order_cancelled', 'The order is cancelled: what is still wanted is a new order.');
const gone = mayNot(
  'order_shipped',
  'All of it has left: what is wanted beside is a new order (channel `replacement`), what comes back is a return.',
);
const partlyGone = mayNot(
  'partly_shipped',
  'Some of it has left already: only orders of which nothing has left share a shipment.',
);

type Row = Readonly<Record<OrderAction, StageRule>>;

/** Nothing is promised to it: there is no stock of it, or none was found. */
const unpromised: Row = {
  amend_lines: may('The lines change, and stock is looked for at once.'),
  change_address: may('The address changes and is checked anew; the order leaves what it was merged with.'),
  hold: may('It waits: nothing is promised to it or leaves.'),
  release: may('It is not held; nothing changes.'),
  cancel: may('The order is cancelled and waits for nothing any more.'),
  cancel_line: may('The units are cancelled; where nothing else is open, the order is.'),
  merge: may('It is to leave in one shipment with orders to the same address.'),
  unmerge: may('It leaves by itself again.'),
};
/** Stock is promised to all or some of it. */
const promised: Row = {
  ...unpromised,
  amend_lines: may('The lines change: stock no longer wanted is free at once, more is looked for at once.'),
  change_address: may(
    'The address changes and is checked anew; what is promised stays promised, and the order leaves what it was merged with.',
  ),
  hold: may('It waits: nothing leaves; what is promised stays so or goes back on the shelf, as the hold says.'),
  cancel: may('The order is cancelled and its stock is free at once.'),
  cancel_line: may(
    'The units are cancelled and their stock is free at once; where nothing else is open, the order is.',
  ),
};

/** What happens by stage and action. */
export const stageTable: Readonly<Record<OrderStage, Row>> = {
  placed: unpromised,
  held: {
    ...promised,
    amend_lines: may(
      'The lines change: stock no longer wanted is free at once; more is looked for when it is released, of an unpaid order at once.',
    ),
    hold: may('Another hold stands beside those it has: it waits until all have ended.'),
    release: may('Its holds end, or those of one kind; once none is left, stock is looked for at once.'),
    cancel: may('The order is cancelled, its holds end and its stock is free at once.'),
  },
  backordered: unpromised,
  partly_allocated: promised,
  allocated: promised,
  partly_shipped: {
    ...promised,
    amend_lines: may(
      'Lines change as far as they are open: none gets fewer units than have left, and the SKU of what has left stays.',
    ),
    change_address: may(
      'What is open goes to the new address, which is checked anew; what has left goes where it went.',
    ),
    hold: may('What is open waits; what has left goes on.'),
    cancel: may(
      'What is open is cancelled and its stock free at once; a shipment the carrier does not have yet is called off and its units go back on the shelf; what the carrier has goes on.',
    ),
    merge: partlyGone,
    unmerge: partlyGone,
  },
  shipped: {
    amend_lines: gone,
    change_address: gone,
    hold: gone,
    release: may('What holds are left on it end; all of it has left.'),
    cancel: may(
      'Shipments the carrier does not have yet are called off and their units go back on the shelf; what the carrier has goes on.',
    ),
    cancel_line: gone,
    merge: gone,
    unmerge: gone,
  },
  cancelled: {
    amend_lines: cancelled,
    change_address: cancelled,
    hold: cancelled,
    release: cancelled,
    cancel: may('It is cancelled already; nothing changes.'),
    cancel_line: cancelled,
    merge: cancelled,
    unmerge: cancelled,
  },
};

/**
 * Stages of the floor. An order does not stand in them: what is picked, packed and labelled are its fulfillment orders, and the
 * order's row above holds until its units are issued.
 */
export const floorStages: readonly { stage: string; rule: string }[] = [
  {
    stage: 'picking',
    rule: 'The order stands at `allocated`, and its row holds. What was taken from a bin and is wanted no more lies picked and is promised to nobody, until somebody lays it back into a bin. Of a held order nothing more is picked.',
  },
  {
    stage: 'packed',
    rule: 'As in picking; what is wanted no more is out of its package. What changes what is in a package, or where it goes, voids its label.',
  },
  {
    stage: 'labelled',
    rule: 'The order stands at `allocated`: a label on a package of the floor issues nothing yet. Cancelling the order calls the shipment off and voids the label; its units lie picked, to be laid back. A new address voids it too: the package is labelled anew. A shipment made without the floor has issued its units: the order stands at `partly_shipped` or `shipped`, and calling it off gives them back. What voids the label of a parcel that merged orders share voids it for all of them, and none leaves the merge before it is off.',
  },
  {
    stage: 'handed over',
    rule: 'The carrier has the parcel: its units are issued, and it goes on whatever becomes of the order. A line that has left is refused (`order_shipped`, `units_gone`). What is to come back is a return.',
  },
];
