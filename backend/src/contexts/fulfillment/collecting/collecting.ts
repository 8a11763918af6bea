/** What leaves without our own label, opened: its endpoints, what the clock brings, how long things are kept. */
import type { FloorNeeds } from '../needs.ts';
import { collectingJobs, collectingReactions } from './clock.ts';
import { pickupKeeping } from './keeping.ts';
import { pickupCodesUnder } from './pickup-code.ts';
import { collectingRoutes } from './routes.ts';

/** Opens it. Throws where the installation has no key that codes can be made under. */
export const openCollecting = (floor: FloorNeeds) => {
  const { secretKey } = floor.platform.config;
  if (secretKey === undefined) throw new Error('pickup codes need GANTRY_SECRET_KEY');
  const needs = { ...floor, codes: pickupCodesUnder(secretKey) };
  return {
    routes: collectingRoutes(needs),
    reactions: collectingReactions(needs),
    jobs: collectingJobs(needs),
    settings: [pickupKeeping],
  };
};
