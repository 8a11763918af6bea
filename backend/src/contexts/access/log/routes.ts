/** The endpoint of the access log. */
import { listAccess } from '@gantry/shared/api/access/people';
import { type Route, serve } from '../../../platform/http/serve.ts';
import { listEntries } from './queries.ts';

export const logRoutes: Route[] = [
  serve(listAccess, ({ platform, caller, query }) => listEntries(platform.database, caller, query)),
];
