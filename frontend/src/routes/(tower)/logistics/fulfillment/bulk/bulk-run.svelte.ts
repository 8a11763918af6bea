/** One change of many fulfillment orders while it runs and after: how far it is, what changed, which was refused and why. */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { changeMany } from '@gantry/shared/api/fulfillment/orders';
import { ask, problemOf } from '#lib/access/staff.svelte.ts';
import type { CallInput } from '#lib/api.ts';
import { inSteps } from '#lib/in-steps.ts';

export type BulkRow = ReplyOf<typeof changeMany>['rows'][number];
export type BulkChange = NonNullable<CallInput<typeof changeMany>['body']>['change'];

export class BulkRun {
  running = $state(false);
  /** Something was changed, and nobody has read yet what came of it. */
  over = $state(false);
  total = $state(0);
  done = $state(0);
  changed = $state(0);
  unchanged = $state(0);
  failed = $state.raw<ReadonlyMap<string, BulkRow>>(new Map());
  #stopped = false;

  /** Changes them; `settled` hears of each step which of them need nobody any more. */
  async start(ids: readonly string[], change: BulkChange, settled: (ids: string[]) => void): Promise<void> {
    Object.assign(this, { running: true, over: false, total: ids.length, done: 0 });
    Object.assign(this, { changed: 0, unchanged: 0, failed: new Map() });
    this.#stopped = false;
    await inSteps<BulkRow>(ids, {
      send: async (step) => (await ask(changeMany, { body: { ids: step, change } })).rows,
      idOf: ({ fulfillmentId }) => fulfillmentId,
      unanswered: (fulfillmentId, message) => ({ fulfillmentId, outcome: 'refused', code: 'not_answered', message }),
      told: (rows) => {
        this.#take(rows);
        settled(rows.filter(({ outcome }) => outcome !== 'refused').map(({ fulfillmentId }) => fulfillmentId));
      },
      stopped: () => this.#stopped,
      why: (cause) => {
        const { detail, title } = problemOf(cause);
        return detail ?? title;
      },
    });
    Object.assign(this, { running: false, over: true });
  }

  /** Nothing more is sent; what is on its way is still told. */
  stop(): void {
    this.#stopped = true;
  }

  /** Somebody has read what came of it. */
  forget(): void {
    if (this.running) return;
    this.over = false;
    this.failed = new Map();
  }

  #take(rows: readonly BulkRow[]): void {
    const of = (outcome: BulkRow['outcome']) => rows.filter((row) => row.outcome === outcome);
    this.done += rows.length;
    this.changed += of('changed').length;
    this.unchanged += of('unchanged').length;
    this.failed = new Map([...this.failed, ...of('refused').map((row) => [row.fulfillmentId, row] as const)]);
  }
}
