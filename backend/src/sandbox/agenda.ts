/** A binary heap: what comes first by a number that each entry has. */

export type Agenda<Entry> = {
  push(entry: Entry): void;
  peek(): Entry | undefined;
  pop(): Entry | undefined;
  size(): number;
  entries(): Iterable<Entry>;
};

/** A heap that gives the entry with the least `rank` first. */
export const createAgenda = <Entry>(rank: (entry: Entry) => number): Agenda<Entry> => {
  const heap: Entry[] = [];
  const rankAt = (index: number): number =>
    index < heap.length ? rank(heap[index] as Entry) : Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number) => {
    [heap[one], heap[other]] = [heap[other] as Entry, heap[one] as Entry];
  };
  const rise = (start: number) => {
    for (let index = start; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (rankAt(parent) <= rankAt(index)) return;
      swap(parent, index);
      index = parent;
    }
  };
  const sink = () => {
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const least = rankAt(left + 1) < rankAt(left) ? left + 1 : left;
      if (rankAt(least) >= rankAt(index)) return;
      swap(index, least);
      index = least;
    }
  };
  return {
    push: (entry) => {
      heap.push(entry);
      rise(heap.length - 1);
    },
    peek: () => heap[0],
    pop: () => {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length > 0 && last !== undefined) {
        heap[0] = last;
        sink();
      }
      return top;
    },
    size: () => heap.length,
    entries: () => heap,
  };
};
