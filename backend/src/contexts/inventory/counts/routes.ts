/** Booking counts over HTTP. */
import { countStock } from '@gantry/shared/api/inventory/stock';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { serve } from '../../../platform/http/serve.ts';
import { bookCount } from './commands.ts';

export const countRoutes = () => [
  serve(countStock, async ({ platform, body, caller, thread }) =>
    bookCount(platform, body, { merchant: merchantToActFor(caller), thread }),
  ),
];
