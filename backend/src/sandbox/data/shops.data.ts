/** The merchants of the sandbox world, and where each sells. All invented. */
import { type Product, products, vendorsProducts } from './catalog.data.ts';

export type Merchant = {
  merchant: string;
  /** Null: the one that every tower begins with. */
  name: string | null;
  /** Of all orders, this part is its own; the others are those of the first. */
  share: number;
  /** One is named as often as it sells. */
  channels: readonly string[];
  /** What its order numbers begin with. */
  prefix: string;
  products: readonly Product[];
  /** What its vendors send themselves. */
  fromVendors: readonly Product[];
  /** How its tracking pages look; null: as Gantry's own. */
  brand: { name: string; accent: string } | null;
};

const sportsAndOutdoors = (sku: string): boolean => /^(SPT|GRD|PET)-|^SET-020$/.test(sku);

export const mainShop: Merchant = {
  merchant: 'main',
  name: null,
  share: 5 / 6,
  channels: ['webshop', 'webshop', 'webshop', 'marketplace', 'marketplace', 'partner-store'],
  prefix: 'SB',
  products,
  fromVendors: vendorsProducts,
  brand: null,
};

/** The smaller shops beside it. */
export const smallerShops: readonly Merchant[] = [
  {
    merchant: 'nordpfad',
    name: 'Nordpfad Outdoor',
    share: 1 / 6,
    channels: ['nordpfad-shop', 'nordpfad-shop', 'nordpfad-outlet'],
    prefix: 'NP',
    products: products.filter(({ sku }) => sportsAndOutdoors(sku)),
    fromVendors: [],
    brand: { name: 'Nordpfad Outdoor', accent: '#1f5f4a' },
  },
];
