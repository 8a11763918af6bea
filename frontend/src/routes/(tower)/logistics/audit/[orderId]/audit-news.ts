/** Of what an audit tells, the events that whoever sits here may follow: one name they may not would have all refused. */
import { listFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { listOrders } from '@gantry/shared/api/orders';
import { listReturns } from '@gantry/shared/api/returns/staff';
import { searchShipments } from '@gantry/shared/api/shipments';
import { staff } from '#lib/access/staff.svelte.ts';
import { fulfillmentEvents } from '#lib/floor/floor-events.ts';
import { orderEvents } from '../../orders/order-events.ts';
import { returnEvents } from '../../returns/return-events.ts';
import { shipmentEvents } from '../../tracking/shipment-columns.ts';

export const followable = (): readonly string[] => [
  ...(staff.may(searchShipments) ? shipmentEvents : []),
  ...(staff.may(listOrders) ? orderEvents : []),
  ...(staff.may(listFulfillment) ? fulfillmentEvents : []),
  ...(staff.may(listReturns) ? returnEvents : []),
];
