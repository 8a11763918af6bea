/** Which rows of a list somebody has chosen, by key: kept while pages are turned, so that many can be acted on at once. */

/** As many as one action takes, where none says otherwise. */
export const mostChosen = 1_000;

export class Choice {
  keys = $state.raw<ReadonlySet<string>>(new Set());
  /** The row that was chosen last: with Shift, all from it to the next one are. */
  #last: string | null = null;
  readonly #most: number;

  constructor(most = mostChosen) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** Chooses a row or lets it go; `through` are the keys of the rows shown where all between it and the last one follow it. */
  turn(key: string, through: readonly string[] | null = null): void {
    const on = !this.keys.has(key);
    const [from, to] = [through?.indexOf(this.#last ?? '') ?? -1, through?.indexOf(key) ?? -1];
    const span = through && from >= 0 && to >= 0 ? through.slice(Math.min(from, to), Math.max(from, to) + 1) : [key];
    this.#last = key;
    this.#set(span, on);
  }

  /** Chooses rows beside those that are, or lets them go. */
  all(keys: readonly string[], on = true): void {
    this.#set(keys, on);
  }

  /** Chooses these and no others. */
  only(keys: readonly string[]): void {
    this.keys = new Set(keys.slice(0, this.#most));
  }

  #set(keys: readonly string[], on: boolean): void {
    const next = new Set(this.keys);
    for (const key of keys) {
      if (!on) next.delete(key);
      else if (next.size < this.#most) next.add(key);
    }
    this.keys = next;
  }
}
