/**
 * What shoppers of the sandbox world order: from a seed, a day and a number to one order. It says what is wanted, where and
 * by when it was promised, and nothing of how it gets there: that is for others to decide.
 */
import { distanceKm } from '@gantry/shared/values/geo';
import { dateOf, dayOf, hourOf, isWorkday, openDayAfter, weekdayOf } from '../calendar.ts';
import { familyNames, givenNames, type Product, streets } from '../data/catalog.data.ts';
import { type City, cities, customsCountries, warehouses } from '../data/network.data.ts';
import { type Merchant, mainShop, smallerShops } from '../data/shops.data.ts';
import { type Dials, defaultDials } from '../dials.ts';
import { type Random, randomOf } from '../random.ts';
import { channelSkuOf, unmappedSkuOf } from '../stock/assortment.ts';
import { momentOn } from './market-hours.ts';
import { courseOf, type OrderChange, type OrderInput } from './order-changes.ts';

export type OrderPlan = {
  /** `<day number>-<n>`: the day counts from 1970, by the clock of who orders. */
  key: string;
  /** Whose shop it is ordered from. */
  merchant: string;
  placedAt: number;
  order: OrderInput;
  /** What its shop says of it afterwards, in order. */
  changes: readonly OrderChange[];
  /** When it is called off, by a customer who has changed their mind or has not paid; null for nearly all. */
  cancelAt: number | null;
};

export type OrderWorld = { seed: string; dials?: Dials };

const hour = 3_600_000;

/** Lines as a channel writes them: it knows its own listings, and nothing of the catalog behind them. */
const drawLines = (random: Random, channel: string, products: readonly Product[]): NonNullable<OrderInput['lines']> =>
  Array.from({ length: random.weighted([1, 2, 3], (count) => [0, 6, 3, 1][count] ?? 0) }, () => random.pick(products))
    .filter((product, index, list) => list.indexOf(product) === index)
    .map((product) => ({
      channelSku: channelSkuOf(channel, product.sku),
      name: product.name,
      quantity: random.weighted([1, 2, 3], (count) => [0, 8, 2, 1][count] ?? 0),
      unitPrice: product.cents,
      weightGrams: product.grams,
      dimensionsMm: {
        length: product.millimetres[0],
        width: product.millimetres[1],
        height: product.millimetres[2],
      },
    }));

const drawPerson = (random: Random, city: City) => {
  const given = random.pick(givenNames);
  const family = random.pick(familyNames);
  const plain = `${given}.${family}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  const tiers = { standard: 8, premium: 2, vip: 1 } as const;
  const nudge = (degrees: number) => Number((degrees + random.between(-0.06, 0.06)).toFixed(4));
  return {
    customer: {
      id: `sbx-${random.whole(1, 40_000)}`,
      email: `${plain}@example.invalid`,
      tier: random.weighted(['standard', 'premium', 'vip'] as const, (tier) => tiers[tier]),
    },
    shipTo: {
      name: `${given} ${family}`,
      lines: [`${random.whole(1, 180)} ${random.pick(streets[city.continent] ?? ['Street'])}`],
      city: city.city,
      ...(city.state === undefined ? {} : { state: city.state }),
      postalCode: city.postalCode,
      country: city.country,
      latitude: nudge(city.latitude),
      longitude: nudge(city.longitude),
      residential: true,
    },
  };
};

/** Orders after this hour are promised as if they came the next morning. */
const promiseCutOff = 13;

/** Working days the shop promises, by how far the nearest warehouse is. */
const promisedDays = (city: City): number => {
  const near = Math.min(
    ...warehouses.filter(({ continent }) => continent === city.continent).map((one) => distanceKm(one, city)),
  );
  return (near < 150 ? 1 : near < 500 ? 2 : near < 1_000 ? 3 : 4) + (customsCountries.has(city.country) ? 1 : 0);
};

const promiseFor = (placedAt: number, city: City): string => {
  const placed = dayOf(placedAt, city);
  const begins = hourOf(placedAt, city) < promiseCutOff && isWorkday(placed, city.country) ? placed : placed + 1;
  // A day on which nobody works begins nothing.
  const first = isWorkday(begins, city.country)
    ? begins
    : openDayAfter(begins, city.country, { days: 1, open: isWorkday });
  const promised = openDayAfter(first, city.country, { days: promisedDays(city), open: isWorkday });
  return dateOf(promised);
};

/** Where orders come from: people, loosely, and not far from some warehouse. */
const drawCity = (random: Random): City => {
  const warehouse = random.weighted(warehouses, (one) => one.weight);
  const reachable = cities.filter((city) => city.continent === warehouse.continent);
  return random.weighted(reachable, (one) => one.weight / (500 + distanceKm(one, warehouse)));
};

const numberOf = (prefix: string, key: string): string => `${prefix}${key.replace('-', '')}`;

/** Whose shop an order is of; drawn apart, so that how many shops there are changes nothing else. */
const shopOf = (random: Random): Merchant => random.weighted([mainShop, ...smallerShops], ({ share }) => share);

/** An order as its shop has said it after the first `said` changes. */
export const orderAfter = ({ order, changes }: OrderPlan, said: number): OrderInput =>
  changes[said - 1]?.order ?? order;

/** The n-th order of a local day (days counted from 1970). */
export const planOrder = ({ seed, dials = defaultDials }: OrderWorld, day: number, n: number): OrderPlan => {
  const key = `${day}-${String(n).padStart(5, '0')}`;
  const random = randomOf(seed, 'order', day, n);
  const city = drawCity(random);
  const placedAt = Math.round(momentOn(day, city, random) / 1000) * 1000;
  const shop = shopOf(randomOf(seed, 'shop', day, n));
  const channel = randomOf(seed, 'channel', day, n).pick(shop.channels);
  const lines = drawLines(random, channel, shop.products);
  const broken = random.chance(dials.broken);
  // Something new is sold before anybody has said what it is.
  const unmapped = randomOf(seed, 'listing', day, n).chance(dials.broken);
  const [first, ...others] = lines;
  const wanted = unmapped && first ? [{ ...first, channelSku: unmappedSkuOf(channel, day) }, ...others] : lines;
  const order: OrderInput = {
    channel,
    externalId: `SBX-${key}`,
    number: numberOf(shop.prefix, key),
    ...drawPerson(random, city),
    lines: broken ? [] : wanted,
    currency: city.continent === 'america' ? 'USD' : 'EUR',
    placedAt: new Date(placedAt).toISOString(),
    deliverBy: promiseFor(placedAt, city),
    deliverByTimeZone: city.timeZone,
    shipBy: new Date(placedAt + (weekdayOf(day) > 4 ? 72 : 24) * hour).toISOString(),
  };
  const cancelled = random.chance(0.006);
  const { merchant } = shop;
  const course = courseOf(seed, key, { order, placedAt });
  const cancelAt = cancelled ? placedAt + Math.round(random.between(60, 700)) * 1000 : null;
  return { key, merchant, placedAt, ...course, ...(cancelAt === null ? {} : { changes: [], cancelAt }) };
};
