/** Somebody at a station goes on with what they have in hand: one step at a time, as long as a person takes for it. */
import { labelPackage, openPackage, packScan } from '@gantry/shared/api/fulfillment/packing';
import { pickScan, shortPick } from '@gantry/shared/api/fulfillment/picking';
import { getOrder } from '@gantry/shared/api/orders';
import type { News, ParcelRequest } from '../actor.ts';
import { worldCarriers } from '../carrier/carriers.ts';
import { products } from '../data/catalog.data.ts';
import { type Random, randomOf } from '../random.ts';
import { warehouseAddress } from '../shop/dispatch.ts';
import type { ParcelMade } from '../shop/shop.ts';
import { TowerRefusal } from '../tower.ts';
import type { StationSite } from './crew.ts';
import { advance, type Desk, type InHand, lookAt } from './desk.ts';
import { nextStep, type PickStep, type Step } from './next-step.ts';
import { pickScans, readOff } from './scanner.ts';

/** What comes of a step: what others may hear, after how many seconds the next one begins, and whether it is out of hand. */
export type Done = { news?: News[]; seconds: number; left?: boolean };

type At = { desk: Desk; site: StationSite; hand: InHand; random: Random };

const boxGrams = 180;
const gramsOf = (sku: string): number => products.find((one) => one.sku === sku)?.grams ?? 500;

/** What a slip is answered with is what the scanner beeps at; nothing has moved. */
const beeps = async (sending: () => Promise<unknown>): Promise<void> => {
  try {
    await sending();
  } catch (error) {
    if (!(error instanceof TowerRefusal) || error.status !== 409) throw error;
  }
};

const pick = async ({ desk, hand, random }: At, step: PickStep): Promise<Done> => {
  const { tower } = desk.context;
  const { fulfillmentId, version } = hand.order;
  const params = { fulfillmentId };
  const name = `${fulfillmentId}-${version}-${step.sku}`;
  const { sent, short } = pickScans(step, name, random);
  for (const { scan, times, isSlip } of sent)
    for (let time = 0; time < times; time++) {
      const sending = async () => {
        hand.order = (await tower.call(pickScan, { params, body: scan })).reply.fulfillment;
      };
      await (isSlip ? beeps(sending) : sending());
    }
  if (short) {
    const { sku, location, lineId } = step;
    const body = { clientScanId: `${name}-s`, sku, location, lineId, quantity: 1 };
    hand.order = (await tower.call(shortPick, { params, body })).reply.fulfillment;
  }
  hand.isWhole = false;
  return { seconds: random.between(6, 14) };
};

const pack = async ({ desk, site, hand, random }: At, step: Extract<Step, { does: 'pack' }>): Promise<Done> => {
  const { fulfillmentId, version } = hand.order;
  const { packageId, sku, units } = step;
  const scan = {
    clientScanId: `${fulfillmentId}-${version}-p-${sku}`,
    packageId,
    quantity: units,
    station: site.station,
  };
  const { reply } = await desk.context.tower.call(packScan, {
    params: { fulfillmentId },
    body: { ...scan, ...readOff(sku) },
  });
  hand.order = reply.fulfillment;
  return { seconds: random.between(5, 10) };
};

const open = async ({ desk, site, hand, random }: At): Promise<Done> => {
  const { fulfillmentId, packages } = hand.order;
  const { reply } = await desk.context.tower.call(openPackage, {
    params: { fulfillmentId },
    body: { packageId: `${fulfillmentId}-${packages.length + 1}`, station: site.station },
  });
  hand.order = reply.fulfillment;
  return { seconds: random.between(3, 7) };
};

/** The name by which a carrier is asked to take a package: asked again, it is the same parcel. */
const referenceOf = ({ order }: InHand, packageId: string): string =>
  `${order.number}-${order.packages.find((one) => one.packageId === packageId)?.number ?? 1}`;

const parcelOf = async ({ desk, site, hand, random }: At, packageId: string, now: number): Promise<ParcelRequest> => {
  const { tower } = desk.context;
  const { reply } = await tower.call(getOrder, { params: { orderId: hand.order.orderId } });
  const { lines = [] } = hand.order.packages.find((one) => one.packageId === packageId) ?? {};
  const carrier = random.weighted(
    worldCarriers.filter(({ continents }) => continents.includes(site.site.continent)),
    (one) => one.weight,
  );
  return {
    carrier: carrier.name,
    service: random.pick(carrier.services),
    reference: referenceOf(hand, packageId),
    origin: warehouseAddress(site.site),
    destination: reply.shipTo,
    weightGrams: lines.reduce((sum, { sku, quantity }) => sum + gramsOf(sku) * quantity, boxGrams),
    at: Math.floor(now / 1_000) * 1_000,
  };
};

const askForNumber = async (at: At, packageId: string, now: number): Promise<Done> => {
  const request = await parcelOf(at, packageId, now);
  at.hand.asked.add(packageId);
  // The next step is the carrier's answer; where none comes it is asked again.
  return { news: [{ what: 'parcel_wanted', request }], seconds: 120 };
};

/** Puts the number that a carrier said on its package; the customer is told of it once all has left. */
export const label = async (
  { desk, hand }: Pick<At, 'desk' | 'hand'>,
  { request, trackingNumber, price }: ParcelMade,
): Promise<News[]> => {
  const packageId = [...hand.asked].find((id) => referenceOf(hand, id) === request.reference);
  if (packageId === undefined) return [];
  const { fulfillmentId, orderNumber } = hand.order;
  const { reply } = await desk.context.tower.call(labelPackage, {
    params: { fulfillmentId, packageId },
    body: { carrier: request.carrier, service: request.service, trackingNumber, cost: price },
  });
  hand.asked.delete(packageId);
  hand.order = reply.fulfillment;
  const { city, country, state, postalCode = '' } = request.destination;
  const home = { city, country, ...(state === undefined ? {} : { state }) };
  return [{ what: 'customer_told', trackingUrl: reply.trackingUrl, orderNumber, home, postalCode, at: request.at }];
};

const step = async (at: At, next: Step, now: number): Promise<Done> => {
  const { desk, hand, random } = at;
  if (next.does === 'pick') return pick(at, next);
  if (next.does === 'pack') return pack(at, next);
  if (next.does === 'open') return open(at);
  if (next.does === 'label') return askForNumber(at, next.packageId, now);
  if (next.does === 'leave') return { seconds: random.between(2, 5), left: true };
  if (next.does === 'look') {
    hand.order = await lookAt(desk, hand.order.fulfillmentId);
    hand.isWhole = true;
    return { seconds: 0 };
  }
  hand.order = await advance(desk, hand.order, next.to);
  hand.isWhole = false;
  return next.to === 'shipped' ? { seconds: random.between(4, 9), left: true } : { seconds: random.between(2, 5) };
};

/** Takes the next step of what is in hand. Throws a TowerRefusal where the tower says that it may not be. */
export const goOn = async (
  desk: Desk,
  site: StationSite,
  { hand, now }: { hand: InHand; now: number },
): Promise<Done> => {
  const { order } = hand;
  const random = randomOf(desk.context.state.seed, 'bench', order.fulfillmentId, order.version);
  return step({ desk, site, hand, random }, nextStep(order, hand.isWhole), now);
};
