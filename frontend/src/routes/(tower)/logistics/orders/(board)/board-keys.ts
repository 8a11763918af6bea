/** The keys that walk the board: up and down within a stage, left and right to the next stage that has cards. */
type Move = { column: -1 | 0 | 1; card: -1 | 0 | 1 };
const moves: Readonly<Record<string, Move>> = {
  ArrowDown: { column: 0, card: 1 },
  j: { column: 0, card: 1 },
  ArrowUp: { column: 0, card: -1 },
  k: { column: 0, card: -1 },
  ArrowRight: { column: 1, card: 0 },
  l: { column: 1, card: 0 },
  ArrowLeft: { column: -1, card: 0 },
  h: { column: -1, card: 0 },
};

/** Where a move leads in a board of columns of so many cards; null where it leads nowhere. Pure. */
export const nextPlace = (
  cards: readonly number[],
  from: { column: number; card: number } | null,
  key: string,
): { column: number; card: number } | null => {
  const move = moves[key];
  if (!move) return null;
  const first = cards.findIndex((many) => many > 0);
  if (first < 0) return null;
  if (from === null) return { column: first, card: 0 };
  if (move.column === 0) {
    const card = from.card + move.card;
    return card >= 0 && card < (cards[from.column] ?? 0) ? { column: from.column, card } : null;
  }
  for (let column = from.column + move.column; column >= 0 && column < cards.length; column += move.column) {
    const many = cards[column] ?? 0;
    if (many > 0) return { column, card: Math.min(from.card, many - 1) };
  }
  return null;
};

/** Moves the focus among the cards of a board. False when the key is none of these, or leads nowhere. */
export const stepOnBoard = (key: string, board: HTMLElement, from: HTMLElement | null): boolean => {
  const columns = [...board.querySelectorAll('[data-stage]')].map((column) => [
    ...column.querySelectorAll<HTMLElement>('[data-card] a'),
  ]);
  const column = columns.findIndex((cards) => cards.some((card) => card === from));
  const card = from === null ? -1 : (columns[column]?.indexOf(from) ?? -1);
  const place = nextPlace(
    columns.map(({ length }) => length),
    column < 0 ? null : { column, card },
    key,
  );
  const next = place && columns[place.column]?.[place.card];
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
};
