/**
 * How much may be under way at once. What is due now may always go; of what lies behind as much as the tower takes without
 * slowing down: its answers set the pace, as with anybody who is polite.
 */
import type { Lane } from './actor.ts';

const mostNow = 12;
const mostPast = 10;
const leastPast = 1;
/** Answers slower than this say that the tower has enough to do; faster ones that it could take more. */
const slowMs = 400;
const quickMs = 180;
/** Of the answers so far, how much the newest one counts. */
const newest = 0.08;

export type Pace = { most(lane: Lane): number; took(lane: Lane, ms: number): void };

export const createPace = (): Pace => {
  let allowed = 4;
  let usual = quickMs;
  return {
    most: (lane) => (lane === 'now' ? mostNow : Math.floor(allowed)),
    took: (lane, ms) => {
      if (lane !== 'past') return;
      usual += (ms - usual) * newest;
      if (usual > slowMs) allowed = Math.max(leastPast, allowed * 0.95);
      else if (usual < quickMs) allowed = Math.min(mostPast, allowed + 0.1);
    },
  };
};
