/** Moving stock by hand over HTTP. */
import * as api from '@gantry/shared/api/inventory/stock';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { serve } from '../../../platform/http/serve.ts';
import { moveByHand } from './commands.ts';

export const stockRoutes = () => [
  serve(api.moveStock, async ({ platform, body, caller, thread }) => {
    const { again, ...reply } = await moveByHand(platform, body, { merchant: merchantToActFor(caller), thread });
    return { status: again ? 200 : 201, reply };
  }),
];
