/** A floor for tests of the people who work at it: fulfillment orders that take the steps a tower lets them take, and count scans once. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { TowerRefusal } from '../src/sandbox/tower.ts';
import { type Asking, givenTower } from './sandbox-actors.ts';

type Input = Asking['input'];
type Line = FulfillmentOrder['lines'][number];
type Scan = { clientScanId: string; barcode?: string; sku?: string; quantity: number; location?: string };

const refused = (code: string): TowerRefusal => new TowerRefusal('POST', 409, { code });
const idOf = ({ params }: Input): string => (params as { fulfillmentId: string }).fulfillmentId;

const newOrder = (fulfillmentId: string, warehouse: string, line: Pick<Line, 'sku' | 'quantity'>) => ({
  fulfillmentId,
  number: `SB-${fulfillmentId}/1`,
  orderId: `ord_${fulfillmentId}`,
  orderNumber: `SB-${fulfillmentId}`,
  kind: 'ship' as const,
  status: 'pending' as FulfillmentOrder['status'],
  version: 1,
  warehouse,
  station: null as string | null,
  held: false,
  lines: [
    { ...line, lineId: '1', name: '', perUnit: 1, pickedQuantity: 0, packedQuantity: 0, toPick: [] as Line['toPick'] },
  ],
  packages: [] as FulfillmentOrder['packages'],
});
type Kept = ReturnType<typeof newOrder>;

/** Opens it; `barcodes`: what a scan reads as which SKU. `refuse`: a step that the tower does not let anybody take. */
export const floorTower = ({ barcodes, refuse }: { barcodes: ReadonlyMap<string, string>; refuse?: string }) => {
  const orders = new Map<string, Kept>();
  const scans = new Map<string, string>();
  const orderOf = (input: Input): Kept => {
    const order = orders.get(idOf(input));
    if (!order) throw refused('missing');
    return order;
  };
  const shown = (order: Kept) => structuredClone(order);
  const whole = (order: Kept) => {
    const [line] = order.lines;
    const left = (line?.quantity ?? 0) - (line?.pickedQuantity ?? 0);
    const toPick = left > 0 ? [{ bin: '', lot: 'L', quantity: left, expiresOn: null }] : [];
    return { ...shown(order), lines: order.lines.map((one) => ({ ...one, toPick })) };
  };
  const counted = (input: Input, count: (line: Line, scan: Scan) => void) => {
    const order = orderOf(input);
    const scan = input.body as Scan;
    const [line] = order.lines;
    if (!line) throw refused('not_in_job');
    if ((barcodes.get(scan.barcode ?? '') ?? scan.sku) !== line.sku) throw refused('not_in_job');
    if ((scan.location ?? '') !== '') throw refused('wrong_location');
    if (!scans.has(scan.clientScanId)) {
      scans.set(scan.clientScanId, order.fulfillmentId);
      count(line, scan);
      order.version++;
    }
    return { fulfillment: shown(order) };
  };
  const tower = givenTower({
    'fulfillment.stations': () => ({ items: [] }),
    'fulfillment.list': ({ query }) => {
      const { warehouse, station } = query as { warehouse?: string; station?: string };
      const isFree = (order: Kept): boolean =>
        station === 'none' && order.station === null && order.warehouse === warehouse;
      return { items: [...orders.values()].filter(isFree).map(shown) };
    },
    'fulfillment.assign_station': ({ params, body }) => {
      for (const id of (body as { ids: string[] }).ids) {
        const order = orders.get(id);
        if (order) order.station = (params as { station: string }).station;
      }
      return {};
    },
    'fulfillment.get': (input) => whole(orderOf(input)),
    'fulfillment.change': (input) => {
      const order = orderOf(input);
      const { status } = input.body as { status: FulfillmentOrder['status'] };
      if (status === refuse) throw refused('illegal_step');
      order.status = status;
      order.version++;
      return shown(order);
    },
    'fulfillment.pick': (input) =>
      counted(input, (line, { quantity }) => {
        line.pickedQuantity += quantity;
      }),
    'fulfillment.pack': (input) =>
      counted(input, (line, { quantity }) => {
        line.packedQuantity += quantity;
        const { packageId } = input.body as { packageId: string };
        orderOf(input)
          .packages.find((one) => one.packageId === packageId)
          ?.lines.push({ lineId: '1', sku: line.sku, quantity });
      }),
    'fulfillment.short_pick': (input) => {
      const order = orderOf(input);
      const [line] = order.lines;
      if (line) line.quantity -= (input.body as Scan).quantity;
      order.version++;
      return { fulfillment: shown(order) };
    },
    'fulfillment.open_package': (input) => {
      const order = orderOf(input);
      const { packageId } = input.body as { packageId: string };
      order.packages.push({
        packageId,
        number: order.packages.length + 1,
        parcel: {},
        lines: [],
        label: null,
        sharedWith: [],
      });
      return { packageId, fulfillment: shown(order) };
    },
    'fulfillment.label_package': (input) => {
      const order = orderOf(input);
      const { carrier, service, trackingNumber } = input.body as {
        carrier: string;
        service: string;
        trackingNumber: string;
      };
      for (const one of order.packages) one.label = { shipmentId: 'shp_1', carrier, service, trackingNumber };
      order.version++;
      return { trackingUrl: `/track/${order.fulfillmentId}`, fulfillment: shown(order) };
    },
    'fulfillment.put_backs': () => ({ items: [] }),
    'orders.get': () => ({ shipTo: { city: 'Sevilla', country: 'ES', postalCode: '41001' } }),
  });
  return {
    tower,
    orders,
    add: (id: string, warehouse: string, line: Pick<Line, 'sku' | 'quantity'>) =>
      orders.set(id, newOrder(id, warehouse, line)),
  };
};
