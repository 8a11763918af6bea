/** What is done with many orders at once, in words: before it, while it runs, after it. */
import type { BulkAction } from './bulk-run.svelte.ts';

type Words = {
  label: string;
  /** What will happen. */
  effect: string;
  /** Of how many: "Release 500 orders". */
  act: (orders: string) => string;
  doing: string;
  done: string;
};

export const bulkWords: Readonly<Record<BulkAction, Words>> = {
  hold: {
    label: 'Hold …',
    effect:
      'Nothing more is promised to them and nothing leaves until they are released. What is allocated stays theirs.',
    act: (orders) => `Hold ${orders}`,
    doing: 'Holding',
    done: 'held',
  },
  release: {
    label: 'Release …',
    effect: 'The holds end, and stock is looked for at once.',
    act: (orders) => `Release ${orders}`,
    doing: 'Releasing',
    done: 'released',
  },
  cancel: {
    label: 'Cancel …',
    effect: 'Their stock is free at once. It cannot be taken back; an order that has left is refused.',
    act: (orders) => `Cancel ${orders}`,
    doing: 'Cancelling',
    done: 'cancelled',
  },
  allocate: {
    label: 'Allocate …',
    effect: 'Stock is looked for again for whatever they wait for; what they have stays theirs.',
    act: (orders) => `Look for stock for ${orders}`,
    doing: 'Allocating',
    done: 'allocated',
  },
};
