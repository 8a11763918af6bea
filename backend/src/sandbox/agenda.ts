/** What is due next: a binary heap over the moment of each parcel's next sending. */

export type Entry = {
  due: number;
  day: number;
  n: number;
  /** Everything of the parcel up to here has been sent; null when it has not entered the tower. */
  through: number | null;
};

export type Agenda = { push(entry: Entry): void; peek(): Entry | undefined; pop(): Entry | undefined; size(): number };

export const createAgenda = (heap: Entry[] = []): Agenda => {
  const due = (index: number): number => heap[index]?.due ?? Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number) => {
    [heap[one], heap[other]] = [heap[other] as Entry, heap[one] as Entry];
  };
  const rise = (start: number) => {
    for (let index = start; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (due(parent) <= due(index)) return;
      swap(parent, index);
      index = parent;
    }
  };
  const sink = () => {
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const least = due(left + 1) < due(left) ? left + 1 : left;
      if (due(least) >= due(index)) return;
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
      if (heap.length > 0 && last) {
        heap[0] = last;
        sink();
      }
      return top;
    },
    size: () => heap.length,
  };
};
