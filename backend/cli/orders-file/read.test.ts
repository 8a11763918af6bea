/** Orders files: what becomes an order, what is told about what does not, and that the template itself is good. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { columns, template } from './columns.ts';
import { type OrdersFile, type ReadOptions, readOrders } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readText = async (name: string, text: string | Buffer, options: ReadOptions = {}): Promise<OrdersFile[]> => {
  const path = join(folder, name);
  writeFileSync(path, text);
  const reads: OrdersFile[] = [];
  for await (const read of readOrders(path, options)) reads.push(read);
  return reads;
};
const errorsOf = (reads: OrdersFile[]): string[] => reads.flatMap((read) => ('refused' in read ? read.errors : []));
const header = 'external_id,channel,ship_city,ship_country,currency,sku,quantity,unit_price';

describe('a CSV', () => {
  it('the template is one good order of two lines', async () => {
    const reads = await readText('template.csv', template());
    expect(errorsOf(reads)).toEqual([]);
    expect(reads).toHaveLength(1);
    expect(reads[0]?.order).toMatchObject({
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
    expect(reads.map((read) => [read.line, read.order])).toMatchObject([
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
    expect(read?.order).toMatchObject({ channel: 'web', timeZone: 'Europe/Madrid' });
    expect(errorsOf(await readText('nochannel.csv', text))).toEqual([expect.stringMatching(/^line 2: channel: /)]);
  });
  it('refuses a header it does not know', async () => {
    await expect(readText('header.csv', 'external_id,price\n1,2\n')).rejects.toThrow(
      /unknown column "price"[\s\S]*"sku" is missing/,
    );
  });
});

describe('JSON lines', () => {
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
    expect(reads.filter((read) => !('refused' in read)).map((read) => [read.line, read.order])).toMatchObject([
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

it('every column is documented', () => {
  const text = readFileSync(new URL('../../../docs/import.md', import.meta.url), 'utf8');
  // Tables are padded by the formatter: a column's cell is its name in code marks, whatever spaces follow.
  const documented = new Set([...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name));
  for (const column of columns) expect(documented).toContain(column.name);
});
