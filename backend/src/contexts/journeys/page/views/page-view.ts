/**
 * Looks of customers at a shipment's page: a stream for each order that has a part in it, since each has its own link and its own
 * customer; beside the shipment's own so that nobody waits for a scan.
 */
import { looker, type PageViewEvent, pageViewEvents } from '@gantry/shared/events/page-views';
import { z } from 'zod';
import { fold } from '../../../../kernel/decider.ts';
import { rowStore } from '../../../../platform/write/row-store.ts';
import { stream } from '../../../../platform/write/stream.ts';

/** `last`: with what somebody looked last. */
export type PageViews = {
  viewId: string;
  shipmentId: string;
  merchant: string;
  orderId: string;
  views: number;
  firstAt: string;
  lastAt: string;
  last: z.output<typeof looker>;
};

/** What the looks at the page of an order's part in a shipment are known by. */
export const viewIdOf = ({ shipmentId, orderId }: Pick<PageViews, 'shipmentId' | 'orderId'>): string =>
  `${shipmentId}/${orderId}`;

export const evolve = fold<PageViews, PageViewEvent>({
  'tracking.page_viewed': {
    begin: ({ shipmentId, merchant, orderId, language, device }, { occurredAt }, before) => ({
      viewId: viewIdOf({ shipmentId, orderId }),
      shipmentId,
      merchant,
      orderId,
      views: (before?.views ?? 0) + 1,
      firstAt: before?.firstAt ?? occurredAt,
      lastAt: before && before.lastAt > occurredAt ? before.lastAt : occurredAt,
      last: { language, device },
    }),
  },
});

export const pageViewRows = rowStore<PageViews, PageViewEvent>({
  table: 'page_views',
  key: 'viewId',
  columns: {
    shipmentId: 'text',
    merchant: 'text',
    orderId: 'text',
    views: 'int',
    firstAt: 'instant',
    lastAt: 'instant',
    last: 'value',
  },
  fixed: ['shipmentId', 'merchant', 'orderId', 'firstAt'],
  personal: {
    schema: z.object({ last: looker }),
    // Whoever records a look says whose order it is of.
    ownerOf: ({ orderId }) => ({ orderId }),
  },
});

export const pageViewStream = stream('page_view', pageViewEvents, {
  evolve,
  store: pageViewRows,
  merchantOf: ({ merchant }) => merchant,
});
