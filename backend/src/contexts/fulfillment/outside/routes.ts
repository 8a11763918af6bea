/** The endpoints of outside warehouses' jobs. */
import * as api from '@gantry/shared/api/fulfillment/outside';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { FloorNeeds } from '../needs.ts';
import { pickerOf } from '../picking/routes.ts';
import { showById } from '../queue/shown.ts';
import { report, send } from './commands.ts';

export const outsideRoutes = (needs: FloorNeeds): Route[] => [
  serve(api.sendJob, async ({ params: { fulfillmentId }, ...asking }) => {
    const { order, sentAt, lines, anew } = await send(needs, fulfillmentId, pickerOf(asking));
    const { number, warehouse } = order;
    return { status: anew ? 201 : 200, reply: { fulfillmentId, number, warehouse: warehouse ?? '', sentAt, lines } };
  }),
  serve(api.reportJob, async ({ params: { fulfillmentId }, body, ...asking }) => {
    const picker = pickerOf(asking);
    const counted = await report(needs, { fulfillmentId, ...body }, picker);
    const fulfillment = await showById(needs, needs.platform.database, { fulfillmentId, sees: picker.sees });
    return { ...counted, fulfillment };
  }),
];
