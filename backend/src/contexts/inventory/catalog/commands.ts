/**
 * The commands of the catalog. A product is decided on with what it touches held: its parts, its barcodes, and where it leaves
 * the catalog or becomes a kit its stock, so that two who save at once cannot both be right about each other.
 */
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { execute, type Holding, hold } from '../../../platform/write/transact.ts';
import { type Saying, say } from '../saying.ts';
import { holdStocks } from '../stock/moving.ts';
import { stockIdOf } from '../stock/stock.ts';
import { comparedCode } from './barcodes.ts';
import { rulesIdOf, type SaidRules, setRules } from './channel-rules.ts';
import { archiveProduct, type SaidProduct, type Surroundings, setProduct } from './decide.ts';
import { listingIdOf, mapListing, type SaidListing, unmapListing } from './listing.ts';
import { productIdOf } from './product.ts';
import { listingStream, productRows, productStream, rulesStream } from './store.ts';
import { readBarcodeOwners, readInCatalog, readKitsOf, readStanding, readWarehousesNamed } from './surroundings.ts';

/** Who acts on something by its id, and whose things that caller sees. */
export type Seeing = { sees: (merchant: string) => boolean; thread: Thread };

const holdingProduct = (merchant: string, { sku, components, barcodes }: SaidProduct): Holding => {
  const parts = components.map((part) => productIdOf(merchant, part.sku));
  // A barcode is no product, but whoever gives it to one holds it by its name.
  const codes = barcodes.map(({ code }) => `barcode ${merchant} ${comparedCode(code)}`);
  const held = hold(productStream, [productIdOf(merchant, sku), ...parts, ...codes]);
  return components.length > 0 ? held.with(holdStocks([stockIdOf(merchant, sku)])) : held;
};

const noStanding: Pick<Surroundings, 'kits' | 'stock'> = { kits: [], stock: { onHand: 0, reserved: 0, coming: 0 } };

const surroundingsOf = async (tx: Sql, merchant: string, said: SaidProduct): Promise<Surroundings> => {
  const { sku, components, barcodes, packs = [] } = said;
  const own = { merchant, sku };
  const isKit = components.length > 0;
  return {
    parts: await readInCatalog(
      tx,
      merchant,
      components.map((part) => part.sku),
    ),
    barcodes: await readBarcodeOwners(
      tx,
      own,
      barcodes.map(({ code }) => comparedCode(code)),
    ),
    warehouses: await readWarehousesNamed(
      tx,
      packs.map(({ warehouse }) => warehouse),
    ),
    ...(isKit ? { kits: await readKitsOf(tx, own), stock: await readStanding(tx, own) } : noStanding),
  };
};

export const saveProduct = async (platform: Platform, { merchant, said, thread }: Saying<SaidProduct>) => {
  const productId = productIdOf(merchant, said.sku);
  const { outcome } = await say(platform, {
    stream: productStream,
    id: productId,
    holding: holdingProduct(merchant, said),
    command: async (tx) => ({
      thread,
      decide: setProduct(merchant, said, await surroundingsOf(tx, merchant, said)),
    }),
  });
  return { outcome, productId };
};

export const archive = async (platform: Platform, productId: string, { sees, thread }: Seeing) => {
  // Whose it is and what it is called never change, so that they may be read before anything is held.
  const known = (await productRows.byIds(platform.database, [productId])).get(productId);
  const held = hold(productStream, [productId]);
  const { outcome } = await say(platform, {
    stream: productStream,
    id: productId,
    holding: known ? held.with(holdStocks([stockIdOf(known.merchant, known.sku)])) : held,
    command: async (tx) => ({
      thread,
      decide: archiveProduct(
        sees,
        known ? { kits: await readKitsOf(tx, known), stock: await readStanding(tx, known) } : noStanding,
      ),
    }),
  });
  return { productId, outcome: outcome === 'unchanged' ? outcome : ('archived' as const) };
};

export const saveListing = async (platform: Platform, { merchant, said, thread }: Saying<SaidListing>) => {
  const listingId = listingIdOf(merchant, said);
  const { before, outcome } = await say(platform, {
    stream: listingStream,
    id: listingId,
    holding: hold(listingStream, [listingId]).and(productStream, [productIdOf(merchant, said.sku)]),
    command: async (tx) => ({
      thread,
      decide: mapListing(merchant, said, (await readInCatalog(tx, merchant, [said.sku])).has(said.sku)),
    }),
  });
  if (outcome === 'unchanged') return { outcome, listingId };
  return { outcome: before?.mapped ? ('changed' as const) : ('mapped' as const), listingId };
};

export const removeListing = async (platform: Platform, listingId: string, { sees, thread }: Seeing) => {
  const { facts } = await execute(platform, listingStream, { id: listingId, thread, decide: unmapListing(sees) });
  return { listingId, outcome: facts.length > 0 ? ('unmapped' as const) : ('unchanged' as const) };
};

export const saveRules = async (platform: Platform, { merchant, said, thread }: Saying<SaidRules>) => {
  const rulesId = rulesIdOf(merchant, said.channel);
  const { outcome } = await say(platform, {
    stream: rulesStream,
    id: rulesId,
    holding: hold(rulesStream, [rulesId]),
    command: async (tx) => ({
      thread,
      decide: setRules(merchant, said, await readWarehousesNamed(tx, said.warehouses ?? [])),
    }),
  });
  return { outcome };
};
