/**
 * The sandbox process: an outside world for a tower that has none. Speaks HTTP only, waits for the tower, and ends on
 * SIGTERM. Environment: GANTRY_ORIGIN, GANTRY_ADMIN_KEY, GANTRY_HOME, GANTRY_SANDBOX_SEED, GANTRY_SANDBOX_PAST_DAYS,
 * GANTRY_SANDBOX_PAST_PER_DAY, GANTRY_SANDBOX_CARRIER_PORT and GANTRY_SANDBOX_ERP_PORT (where the carriers' fakes and the
 * merchants' ERPs can be asked), GANTRY_LOG_LEVEL and the dials (`dials.ts`).
 */
import { rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getOrder } from '@gantry/shared/api/orders';
import { pino } from 'pino';
import { z } from 'zod';
import { actors } from './actors.ts';
import { dialsFrom } from './dials.ts';
import { createSaving } from './saving.ts';
import { openShops } from './shop/open-shops.ts';
import { loadState, newState, type State, saveState } from './state.ts';
import { openStock } from './stock/open-stock.ts';
import { realClock } from './time.ts';
import { openTower, type Tower, TowerRefusal } from './tower.ts';
import { runWorld } from './world.ts';

const environment = z.object({
  GANTRY_ORIGIN: z.url().default('http://127.0.0.1:3000'),
  GANTRY_ADMIN_KEY: z.string().min(1),
  GANTRY_HOME: z.string().min(1).default('./.gantry'),
  GANTRY_LOG_LEVEL: z.string().default('info'),
  GANTRY_SANDBOX_CARRIER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  GANTRY_SANDBOX_ERP_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  GANTRY_SANDBOX_SEED: z.string().min(1).max(60).default('gantry'),
  GANTRY_SANDBOX_PAST_DAYS: z.coerce.number().int().min(0).max(365).default(30),
  GANTRY_SANDBOX_PAST_PER_DAY: z.coerce.number().int().min(1).max(100_000).default(200),
});

/** The remembered state, unless the tower does not know what it remembers: then it is a new tower. */
const stateFor = async (tower: Tower, path: string, seed: string): Promise<State> => {
  const state = loadState(path, seed);
  if (state.witness === null) return newState(seed, state.secrets);
  try {
    await tower.call(getOrder, { params: { orderId: state.witness } });
    return state;
  } catch (error) {
    if (error instanceof TowerRefusal && error.status === 404) return newState(seed, state.secrets);
    throw error;
  }
};

/** A line that cannot be written, on a full disk, is lost. */
const lines = {
  write: (line: string): void => {
    try {
      writeSync(1, line);
    } catch {
      // No room for it.
    }
  },
};

type Setting = z.infer<typeof environment>;

/** Runs the world until the signal. */
const live = async (env: Setting, signal: AbortSignal): Promise<void> => {
  const dials = dialsFrom(process.env);
  const base = { process: 'sandbox' };
  const log = pino({ level: env.GANTRY_LOG_LEVEL, base, timestamp: pino.stdTimeFunctions.isoTime }, lines);
  const tower = openTower({
    origin: env.GANTRY_ORIGIN,
    key: env.GANTRY_ADMIN_KEY,
    connections: 24,
    signal,
    onAway: (away, why) => (away ? log.warn({ why }, 'tower away') : log.info({}, 'tower is back')),
  });
  const folder = join(resolve(env.GANTRY_HOME), 'sandbox');
  const path = join(folder, 'state.json');
  try {
    await tower.serving();
    await openShops(tower);
    const state = await stateFor(tower, path, env.GANTRY_SANDBOX_SEED);
    // A new tower knows none of the parcels that books of another one hold.
    if (state.cursor === null) rmSync(folder, { recursive: true, force: true });
    state.began ??= Date.now();
    const save = () => saveState(path, state);
    createSaving(log)(save);
    log.info({ seed: state.seed, dials, resumed: state.cursor !== null }, 'world opens');
    const past = { days: env.GANTRY_SANDBOX_PAST_DAYS, perDay: env.GANTRY_SANDBOX_PAST_PER_DAY };
    await openStock(tower, { seed: state.seed, dials, past }, { stocked: state.stocked, now: Date.now() });
    state.stocked = true;
    await runWorld({
      cast: actors,
      tower,
      state,
      dials,
      past,
      clock: realClock,
      signal,
      log,
      save,
      pathOf: (name) => join(folder, `${name}.jsonl`),
      carrierPort: env.GANTRY_SANDBOX_CARRIER_PORT,
      erpPort: env.GANTRY_SANDBOX_ERP_PORT,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await tower.close();
  }
  log.info({}, 'world stopped');
};

const stopping = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stopping.abort(new Error('stopping')));
await live(environment.parse(process.env), stopping.signal);
// The supervisor's questions keep the channel to it open, and that would keep this process alive.
process.exit(0);
