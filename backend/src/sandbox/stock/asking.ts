/** Asking the tower for many things: lists page after page, and calls a few at a time. */

type More = { cursor?: string };
type Page<Item> = { items: readonly Item[]; nextCursor: string | null };

/** All items of a list, page after page. */
export const allOf = async <Item>(ask: (more: More) => Promise<Page<Item>>): Promise<Item[]> => {
  const items: Item[] = [];
  let more: More | null = {};
  while (more) {
    const page: Page<Item> = await ask(more);
    items.push(...page.items);
    more = page.nextCursor === null ? null : { cursor: page.nextCursor };
  }
  return items;
};

/** Does something with each of many, so many at a time. */
export const each = async <One>(
  all: readonly One[],
  lanes: number,
  work: (one: One) => Promise<unknown>,
): Promise<void> => {
  const queue = [...all].reverse();
  const lane = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await work(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
