/** Fulfillment: the floor, from what an order was promised to what a carrier fetches. */
import { context } from '../../platform/context.ts';
import { floorAudit } from './audit.ts';
import { openCollecting } from './collecting/collecting.ts';
import type { FigureTiles } from './dashboard/figures.ts';
import { dashboardRoutes } from './dashboard/routes.ts';
import { sampleJob } from './dashboard/samples.ts';
import { exceptionRoutes } from './exceptions/routes.ts';
import type { FloorNeeds } from './needs.ts';
import { floorWork } from './pace/floor-work.ts';
import { openRisks } from './pace/risks.ts';
import { labelReactions } from './packing/labels.ts';
import { packingRoutes } from './packing/routes.ts';
import { voidReactions } from './packing/void-labels.ts';
import { openPapers } from './papers/papers.ts';
import { personalFulfillment } from './personal.ts';
import { openScanLane } from './picking/lane.ts';
import { pickingRoutes } from './picking/routes.ts';
import { scanners } from './picking/scanner-settings.ts';
import { planningReactions } from './planning/reactions.ts';
import { openFulfillment } from './public.ts';
import { type Naming, nameRoutes } from './queue/names.ts';
import { queueRooms } from './queue/rooms.ts';
import { queueRoutes } from './queue/routes.ts';
import { stationRooms } from './stations/rooms.ts';
import { stationRoutes } from './stations/routes.ts';
import { stationStream } from './stations/store.ts';
import { fulfillmentStream } from './store.ts';
import { floorTiles } from './tiles.ts';
import { walkRoutes } from './walks/routes.ts';
import { walkStream } from './walks/store.ts';

export const fulfillment = context('fulfillment', (needs: FloorNeeds & Naming & { tiles: FigureTiles }) => {
  const risks = openRisks(needs);
  const collecting = openCollecting(needs);
  const papers = openPapers(needs);
  const lane = openScanLane(needs);
  return {
    streams: [
      fulfillmentStream,
      stationStream,
      walkStream,
      // One line a stream.
    ],
    routes: [
      // One line a part; those of the queue stay the last.
      ...exceptionRoutes,
      ...walkRoutes({ ...needs, lane }),
      ...pickingRoutes({ ...needs, lane }),
      ...stationRoutes(needs),
      ...packingRoutes({ ...needs, risks }),
      ...dashboardRoutes({ ...needs, risks }),
      ...collecting.routes,
      ...papers.routes,
      ...nameRoutes(needs),
      ...queueRoutes({ ...needs, risks }),
    ],
    reactions: [
      planningReactions(needs),
      floorWork(needs.platform),
      ...labelReactions(needs),
      ...voidReactions(needs),
      ...collecting.reactions,
    ],
    jobs: [sampleJob(needs), ...collecting.jobs],
    rooms: [...queueRooms, ...stationRooms],
    personal: [personalFulfillment(needs.platform)],
    settings: [scanners, ...collecting.settings],
    tiles: floorTiles(needs, risks),
    audit: [floorAudit(needs.platform)],
    public: openFulfillment(needs, papers),
    close: async () => {
      await lane.idle();
      await papers.close();
    },
  };
});
