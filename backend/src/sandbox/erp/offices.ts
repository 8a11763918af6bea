/** The ERPs of the world's merchants: what each sells, what its people let pass, and what they change on their own. */
import { type ErpSandbox, openErpnextSandbox } from '../../connectors/systems/erpnext/sandbox.ts';
import type { ErpDocument } from '../../connectors/systems/erpnext/sandbox-documents.ts';
import { furnished } from '../../connectors/systems/erpnext/sandbox-shelf.ts';
import type { Book } from '../book.ts';
import { familyNames } from '../data/catalog.data.ts';
import { cities } from '../data/network.data.ts';
import type { Merchant } from '../data/shops.data.ts';
import { type Random, randomOf } from '../random.ts';

/** Of a hundred orders people look at so many before they let them pass, and take so long. */
const lookedAt = 0.01;
const looksMs = 2 * 3_600_000;

/** Whom an order's people stop at first: by its number, so that a restart forgets nothing of it. */
const vetoOf = (seed: string) => {
  const stopped = new Map<string, number>();
  return ({ doctype, po_no: order }: ErpDocument, now: number): string | undefined => {
    if (doctype !== 'Sales Order' || !randomOf(seed, 'erp', String(order)).chance(lookedAt)) return undefined;
    const since = stopped.get(String(order)) ?? now;
    stopped.set(String(order), since);
    return now - since < looksMs
      ? 'Credit limit has been crossed: an accounts manager has to release the order'
      : undefined;
  };
};

export type Office = { merchant: string; company: string; erp: ErpSandbox };
type Setting = { seed: string; secret: string; now(): Date };

export const keyName = 'gantry-sandbox';
const territories = [...new Set(cities.map(({ country }) => country))];

/** Opens a merchant's ERP over what was kept of it. */
export const openOffice = (
  { merchant, name, products }: Merchant,
  book: Book<ErpDocument>,
  { seed, secret, now }: Setting,
): Office => {
  const skus = new Set(products.map(({ sku }) => sku));
  const company = name ?? 'Gantry Trading';
  const veto = vetoOf(seed);
  const erp = openErpnextSandbox({
    company,
    sells: (sku) => skus.has(sku),
    objects: (document) => veto(document, now().getTime()),
    shelf: furnished(book, { territories }),
    now,
    key: keyName,
    secret,
  });
  return { merchant, company, erp };
};

/** Somebody in the ERP mends a customer: the name after a wedding, or the street after a move. Nothing where there is nobody yet. */
export const changeSomebody = ({ erp }: Office, random: Random): void => {
  const doctype = random.chance(0.5) ? 'Customer' : 'Address';
  const all = erp.all(doctype);
  if (all.length === 0) return;
  const one = random.pick(all);
  if (doctype === 'Customer') {
    const [given = ''] = String(one.customer_name).split(' ');
    erp.write({ ...one, customer_name: `${given} ${random.pick(familyNames)}` });
  } else
    erp.write({ ...one, address_line1: `${random.whole(1, 180)} ${String(one.address_line1).replace(/^\d+\s*/, '')}` });
};
