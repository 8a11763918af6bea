/** Many orders in steps: so many a call, so that somebody sees how far it is, and that a call that fails fails for its own only. */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { bulkOrders } from '@gantry/shared/api/orders/board';

export type BulkRow = ReplyOf<typeof bulkOrders>['rows'][number];
/** Orders a call: as many as the tower writes together. */
export const stepSize = 100;

const unanswered = (orderId: string, reason: string): BulkRow => ({
  orderId,
  outcome: 'failed',
  stage: null,
  code: 'not_answered',
  reason,
});

export type BulkSteps = {
  /** One call; rejects where none of it was answered. */
  send: (orderIds: string[]) => Promise<readonly BulkRow[]>;
  /** Hears what became of each step. */
  told: (rows: readonly BulkRow[]) => void;
  /** Asked before each step. */
  stopped: () => boolean;
  /** Why a call failed, in words. */
  why: (cause: unknown) => string;
};

/** Sends step after step; every id is told once, unless it is stopped before. */
export const inSteps = async (orderIds: readonly string[], { send, told, stopped, why }: BulkSteps): Promise<void> => {
  for (let at = 0; at < orderIds.length && !stopped(); at += stepSize) {
    const step = orderIds.slice(at, at + stepSize);
    try {
      const answered = new Map((await send(step)).map((row) => [row.orderId, row]));
      told(step.map((id) => answered.get(id) ?? unanswered(id, 'The tower did not say what became of it')));
    } catch (cause) {
      told(step.map((id) => unanswered(id, why(cause))));
    }
  }
};
