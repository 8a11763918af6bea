/**
 * A bulk run while it is looked at: how far it is, and afterwards what came of each row. The tower does the work; whoever
 * opens the address of the run sees the same.
 */
import type { Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import { getTrashed, getTrashRun } from '@gantry/shared/api/trash';
import { ask, problemOf } from '#lib/access/staff.svelte.ts';
import type { RunRow, TrashRow } from '#lib/trash/trash-words.ts';

export type TrashRun = ReplyOf<typeof getTrashRun>;
const everyMs = 700;
/** Without an answer it is asked again after a longer while. */
const troubledMs = 3_000;
/** Entries that stand on no page that was read are asked for one by one, so many of them. */
const mostAsked = 20;
/** What failed comes first, what went through last. */
const order: readonly RunRow['outcome'][] = [
  'failed_again',
  'refused',
  'waiting',
  'overtaken',
  'discarded',
  'resolved',
];
export const isFailed = ({ outcome }: RunRow): boolean => outcome === 'failed_again' || outcome === 'refused';

export class RunWatch {
  run = $state.raw<TrashRun | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** What is known of entries by id: from the pages of the list, else asked for. */
  known = $state.raw<ReadonlyMap<string, Pick<TrashRow, 'title' | 'order'>>>(new Map());
  readonly rows = $derived(
    [...(this.run?.rows ?? [])].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome)),
  );
  readonly failed = $derived(this.rows.filter(isFailed));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #gone = new AbortController();
  readonly #asked = new Set<string>();

  /** Looks at a run until it is over, and calls `over` then; returns what ends it. */
  follow(runId: string, over: () => void): () => void {
    this.run = null;
    this.problem = null;
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    let seenRunning = false;
    const look = async (): Promise<void> => {
      try {
        const run = await ask(getTrashRun, { params: { runId }, query: {} }, signal);
        this.run = run;
        this.problem = null;
        if (run.finishedAt !== null) {
          if (seenRunning) over();
          return;
        }
        seenRunning = true;
        this.#timer = setTimeout(() => void look(), everyMs);
      } catch (cause) {
        if (signal.aborted) return;
        this.problem = problemOf(cause);
        if (this.problem.status !== 404) this.#timer = setTimeout(() => void look(), troubledMs);
      }
    };
    void look();
    return () => {
      this.#gone.abort();
      clearTimeout(this.#timer);
    };
  }

  /** Rows that a list read: their names are known without being asked for. */
  learn(rows: readonly TrashRow[]): void {
    const fresh = rows.filter(({ trashId }) => !this.known.has(trashId));
    if (fresh.length === 0) return;
    this.known = new Map([...this.known, ...fresh.map((row) => [row.trashId, row] as const)]);
  }

  /** Asks for the names of entries that no page told of. */
  async name(trashIds: readonly string[]): Promise<void> {
    const { signal } = this.#gone;
    const unknown = trashIds.filter((id) => !this.known.has(id) && !this.#asked.has(id)).slice(0, mostAsked);
    for (const id of unknown) this.#asked.add(id);
    const found = await Promise.allSettled(unknown.map((trashId) => ask(getTrashed, { params: { trashId } }, signal)));
    const read = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (read.length > 0 && !signal.aborted)
      this.known = new Map([...this.known, ...read.map((entry) => [entry.trashId, entry] as const)]);
  }
}
