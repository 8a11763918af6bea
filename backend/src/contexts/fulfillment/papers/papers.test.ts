/** Papers are read back by another reader than the one that wrote them: their texts, their barcodes, their bounds. */

import { inflateSync } from 'node:zlib';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { bars, readCode128 } from '../../../../test/code128-reader.ts';
import { barsOf } from '../../../platform/press/barcode.ts';
import { draw } from '../../../platform/press/draw.ts';
import { openLetters } from '../../../platform/press/letters.ts';
import { bounds, lineOf, type Paper } from '../../../platform/press/paper.ts';
import { openPress } from '../../../platform/press/press.ts';
import type { Order } from '../../orders/public.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { type SlipFacts, slipPaper } from './packing-slip.ts';
import { pickListPaper } from './pick-list.ts';
import { vendorOrderPaper } from './vendor-order.ts';

const letters = openLetters();

const read = async (paper: Paper) => {
  const bytes = await draw(paper, letters);
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text } = await extractText(pdf, { mergePages: true });
  const notes = await Promise.all(
    Array.from({ length: pdf.numPages }, async (_, i) => (await pdf.getPage(i + 1)).getAnnotations()),
  );
  return { bytes, text: text.replace(/\s+/g, ' '), pages: pdf.numPages, notes: notes.flat() };
};

/** Everything that the pages draw. */
const drawnIn = (bytes: Buffer): string => {
  const text = bytes.toString('latin1');
  return [...text.matchAll(/stream\r?\n/g)]
    .map((at) => {
      const from = at.index + at[0].length;
      try {
        return inflateSync(bytes.subarray(from, text.indexOf('endstream', from))).toString('latin1');
      } catch {
        return '';
      }
    })
    .join('\n');
};

const line = (lineId: string, quantity: number, more: object = {}) => ({
  lineId,
  channelSku: `C-${lineId}`,
  sku: `SKU-${lineId}`,
  name: `Article ${lineId}`,
  quantity,
  unitPrice: 1_250,
  tags: [],
  fulfillmentType: 'stock' as const,
  ...more,
});

const orderOf = (content: Partial<Order['content']> = {}): Order => ({
  orderId: 'ord_1',
  merchant: 'main',
  channel: 'shop',
  externalId: 'x',
  status: 'placed',
  placedAt: '2026-11-20T10:00:00.000Z',
  placedAtZone: 'given',
  cancelledAt: null,
  cancelReason: null,
  contradiction: null,
  cancelled: {},
  allocations: [],
  waiting: [],
  issued: [],
  holds: [],
  addressFindings: [],
  addressForced: false,
  reservedUntil: null,
  merge: null,
  erp: null,
  byHand: null,
  saidAt: null,
  content: {
    number: 'ORD-7',
    customer: { tier: 'standard' },
    shipTo: { name: 'Zażółć Gęślą', lines: ['ulica Długa 7'], postalCode: '00-950', city: 'Warszawa', country: 'PL' },
    lines: [line('1', 5), line('2', 2)],
    currency: 'PLN',
    total: 8_750,
    promise: null,
    shipBy: null,
    ...content,
  },
});

const stateOf = (more: Partial<FulfillmentOrder> = {}): FulfillmentOrder => ({
  fulfillmentId: 'ful_1',
  merchant: 'main',
  number: 'ORD-7/1',
  orderId: 'ord_1',
  orderNumber: 'ORD-7',
  channel: 'shop',
  kind: 'ship',
  status: 'packing',
  priority: 'normal',
  assignee: null,
  warehouse: 'madrid',
  vendor: null,
  station: null,
  held: false,
  shipBy: null,
  lines: [{ lineId: '1', sku: 'SKU-1', name: 'Article 1', quantity: 3, perUnit: 1 }],
  picks: [],
  packages: [],
  packagesOpened: 0,
  vendorOrder: null,
  pickup: null,
  plannedAt: '2026-11-20T10:00:00.000Z',
  doneAt: null,
  ...more,
});

const facts = (more: Partial<SlipFacts> = {}): SlipFacts => ({
  order: orderOf(),
  state: stateOf(),
  parts: [],
  seller: { name: 'North Goods', website: 'https://north.example/', supportUrl: null, logo: null },
  site: { name: 'Madrid', address: { lines: ['Calle Mayor 1'], postalCode: '28013', city: 'Madrid', country: 'ES' } },
  slipPrices: false,
  returnDays: 30,
  speaks: { language: 'en', locale: 'en-GB', direction: 'ltr' },
  ...more,
});

const listOf = (quantity: number, name = 'Mug') =>
  pickListPaper({
    code: 'ful_0123456789abcdefghjk',
    warehouse: 'Madrid North',
    printedAt: '2026-11-28 12:00 CET',
    members: [{ number: 'ORD-7/1', orderNumber: 'ORD-7', tote: null, priority: 'high', shipBy: null }],
    stops: Array.from({ length: quantity }, (_, i) => ({
      bin: `A-01-${i}`,
      sku: `SKU-${i}`,
      name,
      lot: 'L9',
      expiresOn: '2027-01-31',
      quantity: i + 1,
      number: 'ORD-7/1',
      tote: null,
    })),
  });

describe('a packing slip', () => {
  it('says what is in the parcel, what was sent before and what follows, and no price', async () => {
    const issued = [
      { shipmentId: 'shp_0', at: '2026-11-21T10:00:00.000Z', lines: [{ lineId: '1', quantity: 1 }], taken: [] },
    ];
    const { text } = await read(slipPaper(facts({ order: { ...orderOf(), issued } })));
    expect(text).toContain('Article 1 SKU-1 5 3 1 1');
    expect(text).toContain('Article 2 SKU-2 2 0 0 2');
    expect(text).toContain('Package 1 of 1');
    expect(text).toContain('North Goods Calle Mayor 1 28013 Madrid Spain north.example');
    expect(text).toContain('Zażółć Gęślą ulica Długa 7 00-950 Warszawa Poland');
    expect(text).toContain('within 30 days');
    expect(text).not.toMatch(/12[.,]50|PLN/);
  });
  it('shows prices where the channel does, and speaks the language of where it goes', async () => {
    const speaks = { language: 'pl' as const, locale: 'pl-PL', direction: 'ltr' as const };
    const { text } = await read(slipPaper(facts({ slipPrices: true, speaks })));
    expect(text).toContain('Specyfikacja przesyłki');
    expect(text).toMatch(/12,50 zł/);
    expect(text).toMatch(/37,50 zł/);
  });
  it('has a page for each package with its number, and the note that was given with it', async () => {
    const label = { shipmentId: 'shp_1', carrier: 'ups', service: 'standard', trackingNumber: '1Z99' };
    const packages = [
      { packageId: 'a', number: 1, parcel: {}, units: [{ lineId: '1', sku: 'SKU-1', quantity: 2 }], label },
      { packageId: 'b', number: 3, parcel: {}, units: [{ lineId: '1', sku: 'SKU-1', quantity: 1 }], label: null },
    ];
    const order = orderOf({ giftNote: 'Χρόνια πολλά!\nС днём рождения' });
    const { text, pages } = await read(slipPaper(facts({ order, state: stateOf({ packages }) })));
    expect(pages).toBe(2);
    expect(text).toContain('Package 1 of 2');
    expect(text).toContain('Package 2 of 2');
    expect(text).toContain('1Z99');
    expect(text).toContain('Χρόνια πολλά! С днём рождения');
    const one = await read(slipPaper(facts({ order, state: stateOf({ packages }) }), 'b'));
    expect(one.pages).toBe(1);
    expect(one.text).toContain('Article 1 SKU-1 5 1');
    expect(slipPaper(facts(), 'none').blocks).toEqual([]);
  });
  it('names the parts of a kit', async () => {
    const state = stateOf({
      lines: [
        { lineId: '1', sku: 'CUP', name: 'Cup', quantity: 6, perUnit: 2 },
        { lineId: '1', sku: 'SAUCER', name: 'Saucer', quantity: 3, perUnit: 1 },
      ],
    });
    const standing = { lineId: '1', line: line('1', 5), cancelled: 0, shipped: 0, open: 5, ahead: [] };
    const parts = [
      {
        standing,
        parts: [
          { sku: 'CUP', stockId: 's1', perUnit: 2 },
          { sku: 'SAUCER', stockId: 's2', perUnit: 1 },
        ],
        names: new Map([
          ['CUP', 'Cup'],
          ['SAUCER', 'Saucer'],
        ]),
      },
    ];
    const { text } = await read(slipPaper(facts({ state, parts })));
    expect(text).toContain('Article 1 SKU-1 Contains: 6 × Cup 3 × Saucer');
    expect(text).toMatch(/Article 1 .*5 3 0 2/);
  });
});

describe('letters that no font here has', () => {
  it('are never printed as boxes in silence: the text says so, and the foot what it means', async () => {
    const shipTo = { name: '山田 太郎', city: 'Tokyo', country: 'JP' };
    const { text } = await read(slipPaper(facts({ order: orderOf({ shipTo }) })));
    expect(text).toContain('[…]');
    expect(text).toContain('letters that cannot be printed here');
    const plain = await read(slipPaper(facts()));
    expect(plain.text).not.toContain('[…]');
    expect(plain.text).not.toContain('cannot be printed');
  });
});

describe('a pick list', () => {
  it('says where to take what, with lot and expiry', async () => {
    const { text } = await read(listOf(2));
    expect(text).toContain('A-01-0 Mug SKU-0 Lot L9 Expires 2027-01-31 1 pc');
    expect(text).toContain('2 pcs');
    expect(text).toContain('2 stops, 3 units');
  });
  it('has barcodes that are read as what they stand for', async () => {
    const drawn = drawnIn((await read(listOf(2))).bytes);
    expect(bars(drawn).map(readCode128)).toEqual(['ful_0123456789abcdefghjk', 'ORD-7', 'A-01-0', 'A-01-1']);
  });
  it('has none where a scanner could not read it', () => {
    expect(barsOf('A'.repeat(60), 100)).toBeUndefined();
    expect(barsOf('Größe', 400)).toBeUndefined();
  });
});

describe('what strangers write', () => {
  const hostile = [
    ') Tj ET /Launch (calc) BT (',
    '<script>alert(1)</script>',
    '\u202egnp.exe\u202c \u0000\u0007\u200b',
    'https://evil.example/',
    '(((((((((((((((((((\\',
  ];
  it('is nothing but text: no links, no actions, no scripts', async () => {
    for (const text of hostile) {
      const order = orderOf({ giftNote: text, lines: [line('1', 5, { name: text })], number: text.slice(0, 40) });
      const { bytes, notes } = await read(slipPaper(facts({ order, state: stateOf({ number: text }) })));
      expect(notes).toEqual([]);
      expect(bytes.toString('latin1')).not.toMatch(
        /\/(Launch|JavaScript|JS|URI|OpenAction|AA|EmbeddedFile|SubmitForm)\b/,
      );
    }
  });
  it('is cut to 200 signs, and cleaned of what reads otherwise than it looks', () => {
    expect([...lineOf('x'.repeat(5_000))]).toHaveLength(bounds.line);
    expect(lineOf('a\u202eb\u0000c\u2066\nd')).toBe('abc d');
  });
  it('takes no more than 40 lines of a note', async () => {
    const giftNote = Array.from({ length: 90 }, (_, i) => `row${i};`).join('\n');
    const { text } = await read(slipPaper(facts({ order: orderOf({ giftNote }) })));
    expect(text).toContain('row39;');
    expect(text).not.toContain('row40;');
  });
});

describe('the press', () => {
  it('prints beside the process, and refuses what has too many pages', async () => {
    const press = openPress();
    const pages: Paper = { ...listOf(1), blocks: Array.from({ length: bounds.pages + 1 }, () => ({ kind: 'page' })) };
    await expect(press.print(pages)).rejects.toMatchObject({ kind: 'conflict', code: 'too_many_pages' });
    const [one, two] = await Promise.all([press.print(listOf(1)), press.print(listOf(2))]);
    expect(Buffer.from(one).subarray(0, 5).toString()).toBe('%PDF-');
    expect(two.length).toBeGreaterThan(1_000);
    await press.close();
  });
  it('loses what its thread fails at, and prints the rest with another; each has its own time', async () => {
    const fake = `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ number, paper: { title } }) => {
        while (title === 'hangs');
        if (title === 'ends') process.exit(3);
        setTimeout(() => parentPort.postMessage({ number, bytes: new Uint8Array([number]) }), title === 'slow' ? 700 : 0);
      });`;
    const thread = new URL(`data:text/javascript,${encodeURIComponent(fake)}`);
    const press = openPress({ thread, mostMs: 1_500, mostWaiting: 7 });
    const titles = ['hangs', 'slow', 'slow', 'slow', 'ends', 'last', 'last'];
    const all = titles.map((title) => press.print({ ...listOf(1), title }));
    expect(() => press.print(listOf(1))).toThrow('Too much is being printed');
    const done = await Promise.allSettled(all);
    expect(done.map((one) => (one.status === 'fulfilled' ? one.value[0] : String(one.reason.message)))).toEqual([
      'It takes too long to be printed: print it in parts',
      2,
      3,
      4,
      'printing ended with 3',
      6,
      7,
    ]);
    await press.close();
  });
});

it('an order to a vendor says what to send where by when, and brings the slip along', async () => {
  const vendorOrder = {
    state: 'sent' as const,
    number: 'ORD-7/1',
    reference: null,
    expectedOn: '2026-12-01',
    sentAt: '2026-11-28T10:00:00.000Z',
    lateOn: [],
    reason: null,
  };
  const state = stateOf({ kind: 'dropship', warehouse: null, vendor: 'acme', vendorOrder });
  const { text, pages } = await read(vendorOrderPaper(facts({ state, site: null, slipPrices: true }), 'Acme Ltd'));
  expect(pages).toBe(2);
  expect(text).toContain('To leave you by 2026-12-01');
  expect(text).toContain('Acme Ltd');
  expect(text).toContain('SKU-1 Article 1 3');
  expect(text).toContain('Packing slip');
  expect(text).not.toMatch(/12[.,]50/);
});
