/**
 * How much the proofs by volume go through: in the test command a short form that is the same every time, as a bench
 * (`pnpm bench mutations`, `crash`, `poison`, `rebuild`) all of it, by a new lot each time.
 */
const full = process.env.GANTRY_PROOFS === 'full';
const seed = 20_261_121;

/** Spoiled messages a carrier; fast-check tells the seed of what fails. */
export const mutations = full ? { numRuns: 10_000 } : { numRuns: 500, seed };

/** Orders of arrival of one parcel's messages. */
export const shuffles = full ? { numRuns: 1_000 } : { numRuns: 60, seed };

/** Walks of commands over orders and stock. */
export const walks = full
  ? { steps: 40, runs: { numRuns: 300 }, ms: 1_800_000 }
  : { steps: 20, runs: { numRuns: 8, seed }, ms: 60_000 };

/** Scans sent while processes are killed, over how many seconds, and how many kills make it worth the name. */
export const crash = full
  ? { seed: process.env.CRASH_SEED ?? String(Date.now()), scans: 20_000, seconds: 20, kills: { least: 10, most: 14 } }
  : { seed: process.env.CRASH_SEED ?? String(seed), scans: 6_000, seconds: 8, kills: { least: 4, most: 6 } };

/** Events that a subscriber reads; one in fifty of them cannot be handled. */
export const poison = full ? { events: 50_000 } : { events: 5_000 };

/** Steps at which a rebuild of fact tables ends: sleeping in its process, killed with it, or with a store beneath it. */
export const rebuildDeaths = full
  ? { every: true, slept: 1_000, killed: 1_000, storeKilled: 1_000 }
  : { every: false, slept: 12, killed: 4, storeKilled: 2 };
