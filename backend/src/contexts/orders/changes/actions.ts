/** What may be done with an order as it stands: what its stage allows, and what it is too late or too early for. Pure. */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { orderActions } from '@gantry/shared/api/orders/changes';
import type { Order } from '../order.ts';
import { type OrderAction, stageTable } from '../stages.ts';
import { linesOf, stageOf } from '../standing.ts';

type Told = ReplyOf<typeof orderActions>['actions'];

/** Why something the stage allows would change nothing, or cannot be done with this order. */
const idleBecause = (order: Order, action: OrderAction, kept: string | null): string | null => {
  const { holds, merge, addressFindings, addressForced, status } = order;
  if (action === 'release' && holds.length === 0 && (addressFindings.length === 0 || addressForced))
    return 'It is not held.';
  if (action === 'merge' && merge) return 'It is merged with others: take it out of that merge first.';
  if (action === 'unmerge' && !merge) return 'It is not merged with others.';
  if (action === 'unmerge' && kept !== null) return kept;
  if (action === 'cancel' && status === 'cancelled') return 'It is cancelled already.';
  if (action === 'cancel_line' && linesOf(order).every(({ open }) => open === 0)) return 'No unit of it is open.';
  return null;
};

/** Every action with its effect, or why not. `kept`: why it cannot leave its merge any more. */
export const actionsOf = (order: Order, kept: string | null = null): Told => {
  const row = stageTable[stageOf(order)];
  return (Object.keys(row) as OrderAction[]).map((action) => {
    const rule = row[action];
    const refusal = 'refusal' in rule ? rule.refusal : idleBecause(order, action, kept);
    const effect = 'effect' in rule ? rule.effect : 'Nothing: it is refused.';
    return { action, allowed: refusal === null, effect, refusal };
  });
};
