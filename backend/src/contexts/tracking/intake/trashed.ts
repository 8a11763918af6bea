/** How scans whose shipment never came, and numbers that two merchants claim, go on from the Trash. */
import { scan as scanSchema } from '@gantry/shared/events/tracking';
import { z } from 'zod';
import { Refusal } from '../../../kernel/errors.ts';
import type { Resumer } from '../../../platform/context.ts';
import type { Platform } from '../../../platform/platform.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, holdNothing, transact } from '../../../platform/write/transact.ts';
import { isHistory, recordScans } from '../decide.ts';
import { trackedStream } from '../store.ts';
import { numberClaims } from './claims.ts';
import { holdNumbers, type PlacedScan, placeScans } from './numbers.ts';
import { threadOf } from './record.ts';
import { adoptWitnesses } from './witnesses.ts';

/** The name under which the Trash keeps scans without a shipment. */
export const orphanHandler = 'tracking.orphan';

const orphan = scanSchema.extend({ remark: z.unknown().optional() });

const resumeOrphan = async (platform: Platform, payload: unknown): Promise<void> => {
  const { remark: _, ...scan } = orphan.parse(payload);
  let placed: PlacedScan[] = [];
  await transact(
    platform,
    async (tx) => {
      placed = (await placeScans(tx, [scan])).placed;
      return hold(
        trackedStream,
        placed.map(({ shipmentId }) => shipmentId),
      );
    },
    async ({ tx, apply }) => {
      const [home] = placed;
      if (!home) {
        const words = `no shipment carries ${scan.trackingNumber} of ${scan.carrier}`;
        throw new Refusal('conflict', 'no_shipment', words, [{ path: 'trackingNumber', message: words }]);
      }
      const { shipmentId } = home;
      const decide = recordScans([home.scan], 'without words');
      const command = { id: shipmentId, thread: threadOf(shipmentId, scan.carrier), decide };
      const [done] = allDone(await apply(trackedStream, [command]));
      const history = done?.state !== undefined && isHistory(done.state.plan, home.scan);
      await adoptWitnesses(tx, [{ shipmentId, scanId: scan.scanId, history }]);
    },
  );
};

const claim = z.object({
  carrier: z.string(),
  trackingNumber: z.string(),
  shipmentId: z.string().describe('The shipment that is told of none of its scans'),
  merchant: z.string(),
  holder: z.string().nullable().describe('The shipment of another merchant that holds the number'),
});

const freeing = `
  UPDATE tracked_numbers n SET contested = false
  WHERE n.carrier = $1 AND n.tracking_number = $2 AND n.shipment_id = $3 AND n.contested AND NOT EXISTS (
    SELECT 1 FROM tracked_numbers o JOIN tracked_shipments t ON t.id = o.shipment_id
    WHERE o.carrier = n.carrier AND o.tracking_number = n.tracking_number AND NOT o.contested AND t.merchant <> $4
      AND o.valid_from < n.valid_until AND n.valid_from < o.valid_until)`;
const contested = `
  SELECT 1 FROM tracked_numbers WHERE carrier = $1 AND tracking_number = $2 AND shipment_id = $3 AND contested`;

/** A number is its shipment's once nobody else holds it. */
const resumeClaim = async (platform: Platform, payload: unknown): Promise<void> => {
  const { carrier, trackingNumber, shipmentId, merchant } = claim.parse(payload);
  await transact(
    platform,
    async (tx) => {
      await holdNumbers(tx, [{ carrier, trackingNumber }]);
      return holdNothing;
    },
    async ({ tx }) => {
      await tx.run(freeing, carrier, trackingNumber, shipmentId, merchant);
      if ((await tx.rows(contested, carrier, trackingNumber, shipmentId)).length > 0)
        throw new Refusal('conflict', 'number_contested', `${trackingNumber} of ${carrier} is still held by another`);
    },
  );
};

export const trackingResumers = (platform: Platform): Resumer[] => [
  {
    handler: orphanHandler,
    title: 'Scan of a parcel that nobody knows',
    payload: orphan,
    fixed: () => ['scanId', 'carrier', 'receivedAt'],
    ownMaking: true,
    resume: (payload) => resumeOrphan(platform, payload),
  },
  {
    handler: numberClaims,
    title: 'Number that two merchants claim',
    payload: claim,
    fixed: () => Object.keys(claim.shape),
    ownMaking: true,
    resume: (payload) => resumeClaim(platform, payload),
  },
];
