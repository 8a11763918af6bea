/** Files of things: what becomes one, what is told about what does not, and that each template itself is good. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type Kind, templateOf } from './kind.ts';
import { kinds } from './kinds.ts';
import { locations } from './locations.ts';
import { orders } from './orders.ts';
import { products } from './products.ts';
import { type FileRead, type ReadOptions, readFile } from './read.ts';
import { stock } from './stock.ts';
import { warehouses } from './warehouses.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readAs = async <Input extends object>(
  kind: Kind<Input>,
  name: string,
  { text, options = {} }: { text: string | Buffer; options?: ReadOptions },
): Promise<FileRead<Input>[]> => {
  const path = join(folder, `${kind.many} ${name}`);
  writeFileSync(path, text);
  const reads: FileRead<Input>[] = [];
  for await (const read of readFile(kind, path, options)) reads.push(read);
  return reads;
};
const readText = (name: string, text: string | Buffer, options: ReadOptions = {}) =>
  readAs(orders, name, { text, options });
const errorsOf = (reads: FileRead<object>[]): string[] =>
  reads.flatMap((read) => ('refused' in read ? read.errors : []));
const thingsOf = (reads: FileRead<object>[]): unknown[] =>
  reads.flatMap((read) => ('refused' in read ? [] : [read.thing]));
const header = 'external_id,channel,ship_city,ship_country,currency,sku,quantity,unit_price';

describe('a CSV of orders', () => {
  it('the template is one good order of two lines', async () => {
    const reads = await readText('template.csv', templateOf(orders));
    expect(errorsOf(reads)).toEqual([]);
    expect(reads).toHaveLength(1);
    expect(reads[0]?.thing).toMatchObject({
      externalId: 'A-1001',
      lines: [{ unitPrice: 2199, dimensionsMm: { length: 420 } }, { unitPrice: 2790 }],
      total: 7188,
      timeZone: 'Europe/Madrid',
    });
  });
  it('groups rows, keeps Unicode, and knows currencies without cents', async () => {
    const rows = ['A1,shop,Málaga 😀,ES,EUR,S1,1,10.5', 'A1,,,,,S2,2,3', 'A2,shop,東京,JP,JPY,S1,1,1050'];
    const reads = await readText('good.csv.gz', gzipSync(`\uFEFF${[header, ...rows].join('\r\n')}\r\n`));
    expect(errorsOf(reads)).toEqual([]);
    expect(reads.map((read) => [read.line, read.thing])).toMatchObject([
      [2, { shipTo: { city: 'Málaga 😀' }, lines: [{ unitPrice: 1050 }, { sku: 'S2', quantity: 2, unitPrice: 300 }] }],
      [4, { lines: [{ unitPrice: 1050 }] }],
    ]);
  });
  it('tells every mistake by its line and field, and goes on', async () => {
    const rows = [
      'A1,shop,Madrid,ES,EUR,S1,1,10.50',
      'A1,,,,,S2,x,3',
      'A2,shop,Paris,France,EUR,S1,1,10',
      'A3,shop,Roma,IT,EUR,S1,1,10.999',
      'A1,shop,Madrid,ES,EUR,S1,1,1',
      'A4,shop,x',
      'A5,shop,Lyon,FR,EUR,S1,1,1',
      'A5,web,,,,S1,1,1',
      'A6,shop,Nice,FR,EUR,S1,1,1',
    ];
    const reads = await readText('bad.csv', [header, ...rows].join('\n'));
    expect(errorsOf(reads)).toEqual([
      expect.stringMatching(/^line 3: lines\.1\.quantity: /),
      expect.stringMatching(/^line 4: shipTo\.country: /),
      expect.stringMatching(/^line 5: lines\.0\.unitPrice: /),
      expect.stringMatching(/^line 7: 3 cells where the header has 8/),
      expect.stringMatching(/^line 6: external_id: A1 was there before/),
      expect.stringMatching(/^line 9: channel: differs from line 8/),
    ]);
    expect(reads.filter((read) => !('refused' in read)).map((read) => read.line)).toEqual([10]);
  });
  it('takes defaults for channel and zone', async () => {
    const text = 'external_id,ship_city,ship_country,currency,sku,quantity,unit_price\nA1,Madrid,ES,EUR,S1,1,1\n';
    const [read] = await readText('defaults.csv', text, { channel: 'web', timeZone: 'Europe/Madrid' });
    expect(read?.thing).toMatchObject({ channel: 'web', timeZone: 'Europe/Madrid' });
    expect(errorsOf(await readText('nochannel.csv', text))).toEqual([expect.stringMatching(/^line 2: channel: /)]);
  });
  it('refuses a header it does not know', async () => {
    await expect(readText('header.csv', 'external_id,price\n1,2\n')).rejects.toThrow(
      /unknown column "price"[\s\S]*"quantity" is missing/,
    );
  });
});

describe('JSON lines of orders', () => {
  const order = {
    channel: 'shop',
    externalId: 'J1',
    customer: {},
    shipTo: { city: 'Madrid', country: 'ES' },
    currency: 'EUR',
  };
  const lines = [{ sku: 'S1', quantity: 1, unitPrice: 100 }];
  it('reads orders and repaired errors files, and tells what it cannot read', async () => {
    const texts = [
      JSON.stringify({ ...order, lines }),
      '',
      '{"half":',
      JSON.stringify({ line: 7, errors: ['line 7: x'], order: { ...order, externalId: 'J2', lines } }),
      JSON.stringify({ ...order, lines: [] }),
      '[1]',
    ];
    const reads = await readText('orders.jsonl', texts.join('\n'));
    expect(reads.filter((read) => !('refused' in read)).map((read) => [read.line, read.thing])).toMatchObject([
      [1, { externalId: 'J1' }],
      [4, { externalId: 'J2' }],
    ]);
    expect(errorsOf(reads).map((error) => error.slice(0, 16))).toEqual([
      'line 3: not JSON',
      'line 5: lines: a',
      'line 6: order: a',
    ]);
  });
});

describe('CSV of stock', () => {
  it('says that a row is a count or a receipt', async () => {
    const text = 'sku,warehouse,counted,received,at,reference\nS1,mad,3,4,2026-11-20T09:30:00Z,C-3\n';
    expect(errorsOf(await readAs(stock, 'both.csv', { text }))).toEqual([
      expect.stringMatching(/^line 2: counted: a row is a count or a receipt/),
    ]);
  });
});

describe('every kind', () => {
  it('has a template that is good, and documented columns', async () => {
    const text = readFileSync(new URL('../../../docs/import.md', import.meta.url), 'utf8');
    for (const [name, kind] of Object.entries(kinds)) {
      const reads = await readAs(kind, 'template.csv', { text: templateOf(kind) });
      expect(errorsOf(reads), name).toEqual([]);
      expect(reads.length, name).toBeGreaterThan(0);
      const section = text.split(/^## /m).find((part) => part.toLowerCase().startsWith(name)) ?? '';
      // Tables are padded by the formatter: a column's cell is its name in code marks, whatever spaces follow.
      const documented = [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, column]) => column);
      expect(documented, name).toEqual(kind.columns.map((column) => column.name));
    }
  });
  it('is told where a thing stood before in its file', async () => {
    const text = 'warehouse,bin\nmad,A-1\nmad,A-2\nber,A-1\nmad,A-1\n';
    expect(errorsOf(await readAs(locations, 'twice.csv', { text }))).toEqual([
      'line 5: bin: A-1 of mad was there before, in line 2',
    ]);
  });
});

describe('products', () => {
  const head = 'sku,name,barcodes,components\n';
  it('have barcodes and parts of kits in a cell', async () => {
    const rows = ['A,Lamp,4006381333931|case:6:14006381333938|inner:2:X:1,', 'K,Set,,A|B-7*2|C*D*3'];
    const [lamp, kit] = thingsOf(await readAs(products, 'good.csv', { text: head + rows.join('\n') }));
    expect(lamp).toMatchObject({
      barcodes: [
        { code: '4006381333931' },
        { kind: 'case', quantity: 6, code: '14006381333938' },
        { kind: 'inner', quantity: 2, code: 'X:1' },
      ],
    });
    expect(kit).toMatchObject({
      components: [
        { sku: 'A', quantity: 1 },
        { sku: 'B-7', quantity: 2 },
        { sku: 'C*D', quantity: 3 },
      ],
    });
    expect(products.later?.({ sku: 'A', name: '' })).toBe(false);
    expect(products.later?.({ sku: 'K', name: '', components: [{ sku: 'A', quantity: 1 }] })).toBe(true);
  });
  it('are refused barcodes that a spreadsheet made numbers of', async () => {
    const [error] = errorsOf(await readAs(products, 'cut.csv', { text: `${head}A,Lamp,"4,00638E+12",\n` }));
    expect(error).toMatch(/^line 2: barcodes\.0\.code: .*spreadsheet/);
  });
  it('are read again from a repaired errors file', async () => {
    const text = JSON.stringify({ line: 3, errors: ['x'], product: { sku: 'A', name: 'Lamp' } });
    expect(thingsOf(await readAs(products, 'errors.jsonl', { text }))).toEqual([{ sku: 'A', name: 'Lamp' }]);
  });
});

describe('warehouses', () => {
  const head = 'warehouse,name,city,country,shifts,cutoffs\n';
  it('have shifts and pickups in a cell', async () => {
    const text = `${head}mad,Madrid,Madrid,ES,"1-5 06:00-14:00|6,7 22:00-06:00",1-5 16:30 dhl|6 12:00\n`;
    expect(thingsOf(await readAs(warehouses, 'hours.csv', { text }))).toMatchObject([
      {
        shifts: [
          { days: [1, 2, 3, 4, 5], from: '06:00', to: '14:00' },
          { days: [6, 7], from: '22:00', to: '06:00' },
        ],
        cutoffs: [
          { days: [1, 2, 3, 4, 5], at: '16:30', carrier: 'dhl' },
          { days: [6], at: '12:00' },
        ],
      },
    ]);
  });
  it('are told what of a cell cannot be read', async () => {
    const rows = [
      'a,A,Madrid,ES,5-1 06:00-14:00,',
      'b,B,Madrid,ES,1 6:00-14:00,',
      'c,C,Madrid,ES,,1-5 16:30 dhl or ups',
    ];
    const errors = errorsOf(await readAs(warehouses, 'bad.csv', { text: head + rows.join('\n') }));
    expect(errors.map((error) => error.split(': ').slice(0, 2).join(': '))).toEqual([
      'line 2: shifts.0.days.0',
      'line 3: shifts.0.from',
      'line 4: cutoffs.0',
    ]);
  });
});

describe('stock', () => {
  const head = 'sku,warehouse,lot,counted,received,at,unit_cost,currency,reference\n';
  it('is a count as of a time, or a receipt', async () => {
    const rows = [
      'A,mad,,10,,2026-11-28 10:00,,,',
      'A,mad,L1,,5,,8.40,EUR,DN-1',
      'B,mad,,0,,2026-11-28T10:00:00Z,,,c1',
    ];
    const text = head + rows.join('\n');
    expect(thingsOf(await readAs(stock, 'good.csv', { text, options: { timeZone: 'Europe/Madrid' } }))).toEqual([
      { kind: 'count', sku: 'A', warehouse: 'mad', counted: 10, countedAt: '2026-11-28T09:00:00.000Z' },
      {
        kind: 'receipt',
        sku: 'A',
        warehouse: 'mad',
        lot: 'L1',
        quantity: 5,
        unitCost: { amount: 840, currency: 'EUR' },
        reference: 'DN-1',
      },
      { kind: 'count', sku: 'B', warehouse: 'mad', counted: 0, countedAt: '2026-11-28T10:00:00.000Z', reference: 'c1' },
    ]);
  });
  it('is told what a row lacks, and what it cannot say', async () => {
    const rows = [
      'A,mad,,10,,2026-11-28 10:00,,,',
      'B,mad,,,5,,,,',
      'C,mad,,,,2026-11-28T10:00:00Z,,,',
      'D,mad,,1,1,2026-11-28T10:00:00Z,,,x',
    ];
    const errors = errorsOf(await readAs(stock, 'bad.csv', { text: head + rows.join('\n') }));
    expect(errors.map((error) => error.split(': ').slice(0, 2).join(': '))).toEqual([
      'line 2: countedAt',
      'line 3: reference',
      'line 4: counted',
      'line 5: counted',
    ]);
  });
  it('takes the time and the name of the count from the command', async () => {
    const text = 'sku,warehouse,counted\nA,mad,3\n';
    const options = { at: '2026-11-28T10:00:00Z', reference: 'count-1' };
    expect(thingsOf(await readAs(stock, 'stand-ins.csv', { text, options }))).toMatchObject([
      { countedAt: '2026-11-28T10:00:00.000Z', reference: 'count-1' },
    ]);
  });
});
