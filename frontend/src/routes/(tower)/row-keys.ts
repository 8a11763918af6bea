/** Arrow keys in tables: every row has one link marked `data-row`, and the keys go from one to the next. */

/** Moves the focus to the row below or above; from outside a table, to its first row. False when there is none. */
export const step = (key: 'ArrowDown' | 'ArrowUp', from: HTMLElement | null): boolean => {
  const table = from?.closest('table') ?? document.querySelector('#main table:has([data-row])');
  if (from !== null && from !== document.body && from.id !== 'main' && !from.closest('table')) return false;
  const rows = [...(table?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const current = rows.findIndex((row) => row.closest('tr') === from?.closest('tr'));
  const next = current === -1 ? rows[0] : rows[current + (key === 'ArrowDown' ? 1 : -1)];
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
};
