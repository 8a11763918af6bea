// The home page is drawn whole on the server; it only needs the address people reach it at, and the time.
import { publicOrigin } from '#lib/origin.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => ({
  origin: publicOrigin(event),
  at: `${new Date().toISOString().slice(0, 16)}:00Z`,
});
