/** One action on many orders while it runs and after: how far it is, what changed, which failed and why. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { type bulkActions, bulkOrders } from '@gantry/shared/api/orders/board';
import { ask, problemOf } from '#lib/access/staff.svelte.ts';
import type { CallInput } from '#lib/api.ts';
import { inSteps } from '#lib/in-steps.ts';

export type BulkRow = ReplyOf<typeof bulkOrders>['rows'][number];
export type BulkAction = (typeof bulkActions)[number];
export type BulkBody = Omit<NonNullable<CallInput<typeof bulkOrders>['body']>, 'orderIds'>;

export class BulkRun {
  /** What was last asked for; null before. */
  action = $state<BulkAction | null>(null);
  running = $state(false);
  total = $state(0);
  done = $state(0);
  changed = $state(0);
  unchanged = $state(0);
  failed = $state.raw<ReadonlyMap<string, BulkRow>>(new Map());
  #stopped = false;

  /** Acts on the orders; `settled` hears of each step which of them need nobody any more. */
  async start(orderIds: readonly string[], body: BulkBody, settled: (orderIds: string[]) => void): Promise<void> {
    Object.assign(this, { action: body.action, running: true, total: orderIds.length, done: 0 });
    Object.assign(this, { changed: 0, unchanged: 0, failed: new Map() });
    this.#stopped = false;
    await inSteps<BulkRow>(orderIds, {
      send: async (step) => (await ask(bulkOrders, { body: { ...body, orderIds: step } })).rows,
      idOf: ({ orderId }) => orderId,
      unanswered: (orderId, reason) => ({ orderId, outcome: 'failed', stage: null, code: 'not_answered', reason }),
      told: (rows) => {
        this.#take(rows);
        settled(rows.filter(({ outcome }) => outcome !== 'failed').map(({ orderId }) => orderId));
      },
      stopped: () => this.#stopped,
      why: (cause) => {
        const { detail, title } = problemOf(cause);
        return detail ?? title;
      },
    });
    this.running = false;
  }

  /** Nothing more is sent; what is on its way is still told. */
  stop(): void {
    this.#stopped = true;
  }

  /** Somebody has read what came of it. */
  forget(): void {
    if (this.running) return;
    this.action = null;
    this.failed = new Map();
  }

  #take(rows: readonly BulkRow[]): void {
    const of = (outcome: BulkRow['outcome']) => rows.filter((row) => row.outcome === outcome);
    this.done += rows.length;
    this.changed += of('changed').length;
    this.unchanged += of('unchanged').length;
    this.failed = new Map([...this.failed, ...of('failed').map((row) => [row.orderId, row] as const)]);
  }
}
