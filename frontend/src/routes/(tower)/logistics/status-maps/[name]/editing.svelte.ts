/** What somebody is changing in a status map: the rows open for writing, those to be dropped, the preview, the save. */

import { previewStatusMap, saveStatusMap } from '@gantry/shared/api/carriers/status-maps';
import type { Problem, ReplyOf } from '@gantry/shared/api/endpoint';
import { ask, problemOf } from '#lib/access/staff.svelte.ts';
import { changeOf, type DraftRow, draftOf, faultsOf, keyOf, newRow, type ShownRow } from './map-draft.ts';

export type Preview = ReplyOf<typeof previewStatusMap>;
export type Saved = ReplyOf<typeof saveStatusMap>;

export class Editing {
  rows = $state<DraftRow[]>([]);
  removed = $state<ShownRow[]>([]);
  note = $state('');
  replay = $state(false);
  busy = $state<'preview' | 'save' | null>(null);
  problem = $state.raw<Problem | null>(null);
  preview = $state.raw<Preview | null>(null);
  saved = $state.raw<Saved | null>(null);
  #previewed = $state('');
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  count = $derived(this.rows.length + this.removed.length);
  /** The preview is of these very changes. */
  current = $derived(this.#previewed === JSON.stringify([this.rows, this.removed]));
  /** Somebody else saved a version since this one was read. */
  conflict = $derived(this.problem?.status === 409);

  open(row: ShownRow): void {
    this.#touch();
    if (!this.rows.some(({ id }) => id === keyOf(row))) this.rows.push(draftOf(row));
  }
  add(code = ''): void {
    this.#touch();
    if (code === '' || !this.rows.some((row) => row.fresh && row.code === code)) this.rows.unshift(newRow(code));
  }
  undo(id: string): void {
    this.rows = this.rows.filter((row) => row.id !== id);
  }
  drop(row: ShownRow): void {
    this.#touch();
    this.undo(keyOf(row));
    if (!this.isRemoved(row)) this.removed.push(row);
  }
  keep(row: ShownRow): void {
    this.removed = this.removed.filter((other) => keyOf(other) !== keyOf(row));
  }
  isRemoved(row: ShownRow): boolean {
    return this.removed.some((other) => keyOf(other) === keyOf(row));
  }
  draft(row: ShownRow): DraftRow | undefined {
    return this.rows.find(({ id }) => id === keyOf(row));
  }
  discard(): void {
    this.rows = [];
    this.removed = [];
    this.preview = null;
    this.problem = null;
    this.#previewed = '';
  }

  async tryOut(): Promise<void> {
    await this.#send('preview', async () => {
      const typed = JSON.stringify([this.rows, this.removed]);
      this.preview = await ask(previewStatusMap, { body: { name: this.#name, ...changeOf(this.rows, this.removed) } });
      this.#previewed = typed;
    });
  }

  /** Saves over `expectedVersion`; true when it became a new version. */
  async save(expectedVersion: number): Promise<boolean> {
    return this.#send('save', async () => {
      const change = changeOf(this.rows, this.removed);
      const body = { name: this.#name, ...change, note: this.note, replay: this.replay, expectedVersion };
      this.saved = await ask(saveStatusMap, { body });
      this.discard();
      this.note = '';
      this.replay = false;
    });
  }

  #touch(): void {
    this.saved = null;
  }

  async #send(what: 'preview' | 'save', run: () => Promise<void>): Promise<boolean> {
    const errors = faultsOf(this.rows);
    this.problem = null;
    if (errors.length > 0) {
      this.problem = {
        type: 'about:blank',
        title: 'Some rows are not complete',
        status: 422,
        code: 'incomplete',
        errors,
      };
      return false;
    }
    this.busy = what;
    try {
      await run();
      return true;
    } catch (cause) {
      this.problem = problemOf(cause);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
