/** Files brought in over the API: what becomes of good and bad rows, a repaired file, the same file again, a count as of its own time. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import { listProducts, saveProduct } from '@gantry/shared/api/inventory/products';
import { listBalances, moveStock } from '@gantry/shared/api/inventory/stock';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fresh } from '../test/doings.ts';
import { adminKey, startTestTower, type TestTower } from '../test/tower.ts';
import { run } from './import.ts';

let tower: TestTower;
const folder = mkdtempSync(join(tmpdir(), 'gantry-import-'));
beforeAll(async () => {
  tower = await startTestTower();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await tower?.stop();
});

/** Imports a text; answers the exit code and the summary. */
const importText = async (kind: string, text: string, options: string[] = [], name = `${fresh(kind)}.csv`) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  const said = { out: [] as string[], err: [] as string[] };
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.out.push(line));
  const error = vi.spyOn(console, 'error').mockImplementation((line: string) => void said.err.push(line));
  try {
    const env = { GANTRY_ORIGIN: tower.origin, GANTRY_ADMIN_KEY: adminKey, GANTRY_HOME: folder };
    const code = await run([kind, path, ...options], env);
    return { code, summary: said.out.find((line) => line.includes(' read: ')), errors: said.err, path };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
};
const skusLike = async (q: string) =>
  (await tower.call(listProducts, { query: { q, limit: 200 } })).body.items.map(({ sku }) => sku);

it('products go in with kits after their parts; the bad ones are told, kept, repaired and imported again', async () => {
  const name = fresh('imp');
  const rows = [
    'sku,name,barcodes,components',
    `${name}-kit,Kit,,${name}-a|${name}-b*2`,
    `${name}-a,A,${name}-code,`,
    `${name}-b,B,${name}-code,`,
    `${name}-c,C,4006381333932,`,
    `${name}-a,A,,`,
  ];
  const dry = await importText('products', rows.join('\n'), ['--dry-run']);
  expect([dry.code, dry.summary]).toEqual([1, '5 products read: 4 good, 1 bad; nothing was written']);
  expect(await skusLike(name)).toEqual([]);
  const first = await importText('products', rows.join('\n'));
  expect(first.code).toBe(1);
  // Of the two that claim one barcode either may be first; the kit wants both.
  expect(first.summary).toBe('5 products read: 1 added, 0 changed, 0 unchanged, 4 bad');
  expect(first.errors.join('\n')).toMatch(/line 6: sku: .* was there before, in line 3/);
  expect(first.errors.join('\n')).toMatch(/line 5: barcodes\.0\.code: .*check digit/);
  expect(first.errors.join('\n')).toMatch(/line [34]: barcodes\.0\.code: belongs to/);
  expect(first.errors.join('\n')).toMatch(/line 2: components\.[01]\.sku: is not in the catalog/);
  const errorsFile = `${first.path}.errors.jsonl`;
  const repaired = readFileSync(errorsFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.includes('was there before'))
    .map((line) => line.replace(/"barcodes":\[[^\]]*\]/, '"barcodes":[]'));
  const second = await importText('products', repaired.join('\n'), [], `${name}.jsonl`);
  expect([second.code, second.summary]).toEqual([0, '3 products read: 3 added, 0 changed, 0 unchanged, 0 bad']);
  const again = await importText('products', repaired.join('\n'), [], `${name}.jsonl`);
  expect([again.code, again.summary]).toEqual([0, '3 products read: 0 added, 0 changed, 3 unchanged, 0 bad']);
  expect((await skusLike(name)).sort()).toEqual(['a', 'b', 'c', 'kit'].map((end) => `${name}-${end}`));
  expect(existsSync(`${again.path}.errors.jsonl`)).toBe(false);
});

it('warehouses and locations go in, with another separator as well', async () => {
  const name = fresh('wh');
  const text = `warehouse;name;city;country;shifts\n${name};Madrid;Madrid;ES;1-5 06:00-14:00|5 13:00-20:00\n`;
  const bad = await importText('warehouses', text, ['--delimiter', ';']);
  expect(bad.errors).toEqual(['line 2: shifts.1: overlaps shifts.0 on Friday']);
  const good = await importText('warehouses', text.replace('13:00', '14:00'), ['--delimiter', ';']);
  expect([good.code, good.summary]).toEqual([0, '1 warehouses read: 1 added, 0 changed, 0 unchanged, 0 bad']);
  const bins = `warehouse,bin,zone,capacity\n${name},A-1,A,10\n${name},A-2,A,\nnowhere,A-1,,\n`;
  const laid = await importText('locations', bins);
  expect([laid.code, laid.summary]).toEqual([1, '3 locations read: 2 added, 0 changed, 0 unchanged, 1 bad']);
  expect(laid.errors).toEqual(['line 4: warehouse: is no warehouse']);
  const vendor = `vendor,name,lead_time_days\n${name},Lumina,14\n`;
  for (const outcome of ['1 added, 0 changed, 0 unchanged', '0 added, 0 changed, 1 unchanged'])
    expect((await importText('vendors', vendor)).summary).toBe(`1 vendors read: ${outcome}, 0 bad`);
});

it('stock comes once for what it came with, and a count is true at its own time', async () => {
  const [sku, warehouse] = [fresh('STK'), fresh('wh')];
  await tower.call(saveWarehouse, {
    body: { warehouse, name: 'Madrid', address: { city: 'Madrid', country: 'ES' } },
  });
  await tower.call(saveProduct, { body: { sku, name: 'Lamp' } });
  const onHand = async () =>
    (await tower.call(listBalances, { query: { sku } })).body.items.reduce((sum, one) => sum + one.onHand, 0);
  const receipt = `sku,warehouse,lot,received,unit_cost,currency,expires_on,reference\n${sku},${warehouse},L1,12,8.40,EUR,2199-01-01,DN-1\n`;
  for (const outcome of ['1 received, 0 unchanged', '0 received, 1 unchanged']) {
    const { code, summary } = await importText('stock', receipt);
    expect([code, summary]).toEqual([0, `1 rows of stock read: 0 adjusted, 0 as counted, ${outcome}, 0 bad`]);
  }
  const { body } = await tower.call(listBalances, { query: { sku } });
  expect(body.items[0]?.lots).toMatchObject([
    { lot: 'L1', unitCost: { amount: 840, currency: 'EUR' }, expiresOn: '2199-01-01' },
  ]);
  const countedAt = new Date().toISOString();
  const gone = { kind: 'adjust', sku, warehouse, change: -2, reason: 'sample' } as const;
  await tower.call(moveStock, { body: gone });
  const count = `sku,warehouse,counted\n${sku},${warehouse},10\n${sku}-none,${warehouse},1\n`;
  for (const outcome of [
    '1 adjusted, 0 as counted, 0 received, 0 unchanged',
    '0 adjusted, 0 as counted, 0 received, 1 unchanged',
  ]) {
    const { code, summary, errors } = await importText('stock', count, ['--at', countedAt]);
    expect([code, summary]).toEqual([1, `2 rows of stock read: ${outcome}, 1 bad`]);
    expect(errors.join('\n')).toMatch(/^line 3: .*not in the catalog/);
    expect(await onHand()).toBe(8);
  }
});

it('what the command cannot heed is refused', async () => {
  const refused = await importText('products', 'sku,name\nA,B\n', ['--time-zone', 'Europe/Madrid']);
  expect([refused.code, refused.errors[0]?.split('\n')[0]]).toEqual([1, '--time-zone says nothing about products']);
  const unknown = await importText('parcels', 'a\n');
  expect([unknown.code, unknown.errors[0]]).toEqual([1, expect.stringContaining('gantry import orders|products')]);
});
