/**
 * Which page came before which: cursors lead forward only, so the way back is remembered while somebody goes it, for this
 * tab. An address that was opened from elsewhere leads back to the newest page only.
 */
const most = 200;

export class PageTrail {
  readonly #key: string;
  #before: Record<string, string>;

  constructor(list: string) {
    this.#key = `gantry.trail.${list}`;
    this.#before = {};
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}');
      if (typeof kept === 'object' && kept !== null) this.#before = { ...kept };
    } catch {
      // Without storage the way back lasts as long as the page.
    }
  }

  /** The page of `cursor` (null: the newest) has `next` behind it. */
  follow(cursor: string | null, next: string): void {
    if (this.#before[next] === (cursor ?? '')) return;
    const entries = [...Object.entries(this.#before), [next, cursor ?? ''] as const].slice(-most);
    this.#before = Object.fromEntries(entries);
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.#before));
    } catch {
      // See above.
    }
  }

  /** The address of the page before that of `cursor`; null when it is not known, or is the newest one. */
  before(cursor: string, address: (cursor: string) => string): string | null {
    const previous = this.#before[cursor];
    return previous ? address(previous) : null;
  }
}
