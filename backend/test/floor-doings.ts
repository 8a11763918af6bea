/** What tests of the floor do again and again over HTTP: stock in bins, an order planned, picked, packed, labelled, sent. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { changeFulfillment, getFulfillment, listFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { labelPackage, openPackage } from '@gantry/shared/api/fulfillment/packing';
import { pickScan } from '@gantry/shared/api/fulfillment/picking';
import { moveStock } from '@gantry/shared/api/inventory/stock';
import type { FulfillmentStatus } from '@gantry/shared/vocabulary/fulfillment';
import { fresh } from './doings.ts';
import { type SpokenTower, until } from './tower.ts';

export type Shown = ReplyOf<typeof getFulfillment>;

/** The floor of a tower. */
export const floorOf = (tower: SpokenTower) => {
  const get = async (fulfillmentId: string): Promise<Shown> =>
    (await tower.call(getFulfillment, { params: { fulfillmentId } })).body;
  const ofOrder = async (orderId: string): Promise<Shown[]> => {
    const { status, body } = await tower.call(listFulfillment, { query: { orderId, limit: 100 } });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body.items.sort((a, b) => a.number.localeCompare(b.number, 'en', { numeric: true }));
  };
  const change = (fulfillmentId: string, body: { status?: FulfillmentStatus; expectedVersion?: number }) =>
    tower.call(changeFulfillment, { params: { fulfillmentId }, body });
  /** Takes one step after the other. Throws where one is refused. */
  const walk = async (fulfillmentId: string, ...steps: FulfillmentStatus[]): Promise<void> => {
    for (const status of steps) {
      const answer = await change(fulfillmentId, { status });
      if (answer.status !== 200) throw new Error(`${status}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  };
  const pick = (fulfillmentId: string, one: { sku: string; location: string; quantity?: number }) =>
    tower.call(pickScan, { params: { fulfillmentId }, body: { clientScanId: fresh('scan'), ...one } });
  return {
    get,
    ofOrder,
    change,
    walk,
    pick,
    /** Units in a bin. */
    receive: (sku: string, warehouse: string, { bin, quantity }: { bin: string; quantity: number }) =>
      tower.call(moveStock, { body: { kind: 'receipt', sku, warehouse, bin, quantity } }),
    /** The fulfillment orders of an order once `is` is true of them. */
    when: (orderId: string, is: (all: Shown[]) => boolean) =>
      until(
        async () => {
          const all = await ofOrder(orderId);
          if (!is(all))
            throw new Error(JSON.stringify(all.map(({ number, status, lines }) => [number, status, lines])));
          return all;
        },
        { what: `the floor of ${orderId}` },
      ),
    /** Picks all that is left, as the screen says where. */
    pickAll: async (fulfillmentId: string): Promise<void> => {
      const { lines } = await get(fulfillmentId);
      for (const { sku, toPick } of lines)
        for (const { bin, quantity } of toPick) {
          const answer = await pick(fulfillmentId, { sku, location: bin, quantity });
          if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
        }
    },
    /** Puts all that is not packed into one package with a label; answers its shipment and tracking number. */
    packAll: async (
      fulfillmentId: string,
    ): Promise<{ shipmentId: string; trackingNumber: string; packageId: string }> => {
      const opened = await tower.call(openPackage, { params: { fulfillmentId }, body: { everything: true } });
      const { packageId } = opened.body;
      const trackingNumber = fresh('T');
      const labelled = await tower.call(labelPackage, {
        params: { fulfillmentId, packageId },
        body: { carrier: tower.carrier, service: 'standard', trackingNumber },
      });
      if (labelled.status !== 200) throw new Error(`${labelled.status} ${JSON.stringify(labelled.body)}`);
      return { shipmentId: labelled.body.shipmentId, trackingNumber, packageId };
    },
  };
};
