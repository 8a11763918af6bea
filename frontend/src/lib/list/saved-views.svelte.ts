/** Views of a list that somebody keeps in this browser: a name and the query of an address. */
export type SavedView = { name: string; search: string };

const isView = (value: unknown): value is SavedView =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'search' in value &&
  typeof value.search === 'string';

export class SavedViews {
  all = $state.raw<readonly SavedView[]>([]);
  readonly #key: string;

  constructor(list: string) {
    this.#key = `gantry.views.${list}`;
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '[]');
      if (Array.isArray(kept)) this.all = kept.filter(isView);
    } catch {
      // A browser that keeps nothing, or kept something else, starts without views.
    }
  }

  /** Keeps a view; one of the same name is replaced. */
  save(view: SavedView): void {
    this.#keep([...this.all.filter(({ name }) => name !== view.name), view]);
  }

  /** Gives a view another name; another view that has it is replaced. */
  rename(name: string, next: string): void {
    const others = this.all.filter((view) => view.name === name || view.name !== next);
    this.#keep(others.map((view) => (view.name === name ? { ...view, name: next } : view)));
  }

  remove(name: string): void {
    this.#keep(this.all.filter((view) => view.name !== name));
  }

  #keep(views: readonly SavedView[]): void {
    this.all = views;
    try {
      localStorage.setItem(this.#key, JSON.stringify(views));
    } catch {
      // They last as long as the page then.
    }
  }
}
