/** The pick list: what to take from where for whom, in the order of the walk, with room for what is short. Pure. */
import type { Cell, Paper } from '../../../platform/press/paper.ts';

/** Units to be picked from one bin for one order; in the order of the walk. */
export type Stop = {
  bin: string;
  sku: string;
  name: string;
  lot: string;
  expiresOn: string | null;
  quantity: number;
  number: string;
  tote: string | null;
};
export type PickListFacts = {
  /** What is scanned to call it up again: a walk, or its only fulfillment order; null for a list of several. */
  code: string | null;
  warehouse: string;
  /** When it was printed, by the clock of the warehouse. */
  printedAt: string;
  members: { number: string; orderNumber: string; tote: string | null; priority: string; shipBy: string | null }[];
  stops: Stop[];
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The lot of stock that came without one is called by our own id, which says nothing to anybody. */
const isNamed = (lot: string): boolean => lot !== '' && !/^lot_|^mov_/.test(lot);

const rowOf = (stop: Stop, withTotes: boolean): Cell[] => [
  { text: stop.bin === '' ? 'no bin' : stop.bin, strong: true, ...(stop.bin === '' ? {} : { barcode: stop.bin }) },
  {
    text: stop.name || stop.sku,
    below: [
      stop.sku,
      ...(isNamed(stop.lot) ? [`Lot ${stop.lot}`] : []),
      ...(stop.expiresOn === null ? [] : [`Expires ${stop.expiresOn}`]),
    ],
  },
  { text: counted(stop.quantity, 'pc', 'pcs'), strong: true },
  {
    text: withTotes && stop.tote !== null ? `Tote ${stop.tote}` : stop.number,
    ...(withTotes ? { below: [stop.number] } : {}),
  },
  { text: '', box: true },
  { text: '', box: true },
];

const memberRow = ({ number, orderNumber, tote, priority, shipBy }: PickListFacts['members'][number]): Cell[] => [
  { text: tote ?? '', strong: true },
  { text: number },
  { text: orderNumber, barcode: orderNumber },
  { text: priority },
  { text: shipBy ?? '' },
];

/** A pick list as paper. */
export const pickListPaper = ({ code, warehouse, printedAt, members, stops }: PickListFacts): Paper => {
  const units = stops.reduce((sum, { quantity }) => sum + quantity, 0);
  const withTotes = members.some(({ tote }) => tote !== null);
  const [only] = members.length === 1 ? members : [];
  return {
    title: 'Pick list',
    words: {
      page: 'Page {page} of {pages}',
      unprintable: 'Text shown as […] is in letters that cannot be printed here; it can be read on the screen.',
    },
    blocks: [
      {
        kind: 'head',
        title: 'Pick list',
        lines: [
          only ? only.number : counted(members.length, 'order', 'orders'),
          warehouse,
          `${counted(stops.length, 'stop', 'stops')}, ${counted(units, 'unit', 'units')}`,
          `Printed ${printedAt}`,
        ],
        ...(code === null ? {} : { barcode: code }),
      },
      {
        kind: 'table',
        columns: [
          { head: 'Tote', share: 10 },
          { head: 'Fulfillment order', share: 26 },
          { head: 'Order', share: 40 },
          { head: 'Priority', share: 12 },
          { head: 'Ship by', share: 20 },
        ],
        rows: members.map(memberRow),
      },
      stops.length === 0
        ? { kind: 'text', text: 'Nothing is left to be picked.' }
        : {
            kind: 'table',
            columns: [
              { head: 'Bin', share: 32 },
              { head: 'Item', share: 34 },
              { head: 'Quantity', share: 12, align: 'right' },
              { head: withTotes ? 'Into' : 'For', share: 20 },
              { head: 'Picked', share: 10 },
              { head: 'Short', share: 10 },
            ],
            rows: stops.map((stop) => rowOf(stop, withTotes)),
          },
    ],
  };
};
