/** Moving stock by hand over HTTP. */
import * as api from '@gantry/shared/api/inventory/stock';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { serve } from '../../../platform/http/serve.ts';
import { moveByHand } from './commands.ts';

export const stockRoutes = () => [
  serve(api.moveStock, async ({ platform, body, caller, thread }) => {
    const { outcome, reply } = await moveByHand(platform, body, { merchant: merchantToActFor(caller), thread });
    return { status: outcome === 'moved' ? 201 : 200, reply };
  }),
];
