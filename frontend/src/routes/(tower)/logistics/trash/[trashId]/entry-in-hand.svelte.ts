/**
 * The entry that somebody is putting right: what they wrote, the version they wrote it against, and what others did to it
 * meanwhile. What they wrote is never replaced behind their back.
 */
import type { Problem } from '@gantry/shared/api/endpoint';
import { isSame } from '#lib/form/schema/values.ts';
import type { TrashEntry } from '#lib/trash/trash-words.ts';

/** The refusal that says that somebody else was faster. */
export const changedMeanwhile = 'changed_meanwhile';

export class EntryInHand {
  /** The entry as it was when the writing began, or when somebody last saw what changed. */
  base = $state.raw<TrashEntry | null>(null);
  payload = $state.raw<unknown>(null);
  /** The newest that is known of it. */
  now = $state.raw<TrashEntry | null>(null);
  /** The JSON that is being written is none yet. */
  broken = $state(false);
  readonly dirty = $derived(this.base !== null && (this.broken || !isSame(this.payload, this.base.payload)));
  /** Somebody changed it since the writing began. */
  readonly overtaken = $derived(this.base !== null && this.now !== null && this.now.version !== this.base.version);

  /** Hears what the tower says of it now: taken over where nothing would be lost. */
  hear(entry: TrashEntry): void {
    this.now = entry;
    if (this.base === null || !this.dirty) this.take();
  }

  /** Begins again with the entry as it is now. */
  take(): void {
    if (this.now === null) return;
    this.base = this.now;
    this.payload = this.now.payload;
    this.broken = false;
  }

  /** What was written is what the tower has by now. */
  sent(): void {
    if (this.base !== null) this.base = { ...this.base, payload: this.payload };
  }

  /** Goes on with what was written, in the knowledge of what others did. */
  keep(): void {
    if (this.now !== null) this.base = this.now;
  }
}

/** What is wrong with the sending itself, apart from somebody having been faster. */
export const unlessOvertaken = (problem: Problem | null): Problem | null =>
  problem?.code === changedMeanwhile ? null : problem;
