/** The endpoint of the operations dashboard. */
import { operationsDashboard } from '@gantry/shared/api/fulfillment/dashboard';
import { merchantFilter } from '@gantry/shared/caller';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { DashboardNeeds } from './figures.ts';
import { operationsOf } from './operations.ts';

export const dashboardRoutes = (needs: DashboardNeeds): Route[] => [
  serve(operationsDashboard, ({ caller, query: { warehouse = null } }) =>
    operationsOf(needs, { merchants: merchantFilter(caller), warehouse }),
  ),
];
