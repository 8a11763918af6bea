/** The keys that walk tables: every row has one link marked `data-row`, and they go from one to the next. */

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Moves the focus to the row below or above; from outside a table, to its first row. False when there is none. */
export const step = (key: string, from: HTMLElement | null): boolean => {
  const by = steps[key];
  if (by === undefined) return false;
  const table = from?.closest('table') ?? document.querySelector('#main table:has([data-row])');
  if (from !== null && from !== document.body && from.id !== 'main' && !from.closest('table')) return false;
  const rows = [...(table?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const current = rows.findIndex((row) => row.closest('tr') === from?.closest('tr'));
  const next = current === -1 ? rows[0] : rows[current + by];
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
};
