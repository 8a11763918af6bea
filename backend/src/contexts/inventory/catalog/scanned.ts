/** Products by what is printed on them: the barcodes of the catalog, compared as `barcodes.ts` says. */
import type { ProductContent } from '@gantry/shared/events/inventory/products';
import type { Sql } from '../../../platform/database.ts';
import { comparedCode } from './barcodes.ts';

type Barcode = ProductContent['barcodes'][number];
/** A product that a code is of. `quantity`: units that one scan of the code stands for. */
export type CodedProduct = { merchant: string; sku: string; name: string; code: string } & Pick<
  Barcode,
  'kind' | 'quantity'
>;

const byBarcode = `
  SELECT merchant, sku, name, COALESCE(content -> 'barcodes', '[]') AS barcodes FROM products
  WHERE barcodes && $1::text[] AND ($2::text[] IS NULL OR merchant = ANY($2)) AND NOT archived ORDER BY merchant, sku LIMIT 50`;

type Row = Pick<CodedProduct, 'merchant' | 'sku' | 'name'> & { barcodes: Barcode[] };

/** Products of merchants (null for all) that bear one of these codes. */
export const readCoded = async (
  sql: Sql,
  codes: readonly string[],
  merchants: readonly string[] | null,
): Promise<CodedProduct[]> => {
  const wanted = [...new Set(codes.map(comparedCode))];
  const rows = await sql.rows<Row>(byBarcode, wanted, merchants === null ? null : [...merchants]);
  return rows.flatMap(({ barcodes, ...product }) =>
    barcodes
      .map(({ code, kind, quantity }) => ({ ...product, kind, quantity, code: comparedCode(code) }))
      .filter(({ code }) => wanted.includes(code)),
  );
};
