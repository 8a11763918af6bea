/**
 * The sandbox process: an outside world for a tower that has none. Speaks HTTP only, waits for the tower, and ends on
 * SIGTERM. Environment: GANTRY_ORIGIN, GANTRY_ADMIN_KEY, GANTRY_HOME, GANTRY_SANDBOX_SEED, GANTRY_SANDBOX_BACKFILL_HOURS,
 * GANTRY_SANDBOX_BACKFILL_PER_SECOND, GANTRY_SANDBOX_CARRIER_PORT (where the carriers' fakes can be asked), GANTRY_LOG_LEVEL
 * and the dials (`dials.ts`).
 */
import { join, resolve } from 'node:path';
import { getOrder } from '@gantry/shared/api/orders';
import { pino } from 'pino';
import { z } from 'zod';
import { carrierSandboxes } from '../connectors/carriers/sandboxes.ts';
import { type CarrierServer, startCarrierServer, type World } from './carrier-server.ts';
import { type Dials, dialsFrom } from './dials.ts';
import { drive } from './drive.ts';
import { keyIn, parcelAt, sandboxOf } from './real-carriers.ts';
import { connectCarriers } from './send.ts';
import { loadState, newState, type State, saveState } from './state.ts';
import { realClock } from './time.ts';
import { openTower, type Tower, TowerRefusal } from './tower.ts';
import { planParcel } from './world.ts';

const environment = z.object({
  GANTRY_ORIGIN: z.url().default('http://127.0.0.1:3000'),
  GANTRY_ADMIN_KEY: z.string().min(1),
  GANTRY_HOME: z.string().min(1).default('./.gantry'),
  GANTRY_LOG_LEVEL: z.string().default('info'),
  GANTRY_SANDBOX_CARRIER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  GANTRY_SANDBOX_SEED: z.string().min(1).max(60).default('gantry'),
  GANTRY_SANDBOX_BACKFILL_HOURS: z.coerce.number().min(0).max(240).default(36),
  GANTRY_SANDBOX_BACKFILL_PER_SECOND: z.coerce.number().min(0.1).max(10_000).default(35),
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

type Setting = z.infer<typeof environment>;

/** The world as the carriers' servers see it: a number holds the day and the place of its parcel in it. */
const askedOf = (state: State, dials: Dials): World => ({
  now: () => new Date(),
  parcelOf: (carrier, trackingNumber) => {
    const key = keyIn(carrier, trackingNumber);
    const sandbox = sandboxOf(carrier);
    const record = key && state.days.get(key.day);
    if (!key || !sandbox || !record || key.n >= record.perDay) return undefined;
    const plan = planParcel({ seed: state.seed, dials: { ...dials, perDay: record.perDay } }, key.day, key.n);
    return plan.trackingNumber === trackingNumber ? parcelAt(sandbox, plan, Date.now()) : undefined;
  },
});

/** Runs the world until the signal. */
const live = async (env: Setting, signal: AbortSignal): Promise<void> => {
  const dials = dialsFrom(process.env);
  const log = createLog(env.GANTRY_LOG_LEVEL);
  const tower = openTower({
    origin: env.GANTRY_ORIGIN,
    key: env.GANTRY_ADMIN_KEY,
    connections: 12,
    signal,
    onAway: (away, why) => (away ? log.warn({ why }, 'tower away') : log.info({}, 'tower is back')),
  });
  const path = join(resolve(env.GANTRY_HOME), 'sandbox.json');
  const save = (state: State) => saveState(path, state);
  const pace = {
    backfillHours: env.GANTRY_SANDBOX_BACKFILL_HOURS,
    backfillPerSecond: env.GANTRY_SANDBOX_BACKFILL_PER_SECOND,
  };
  let server: CarrierServer | undefined;
  try {
    await tower.ready();
    const state = await stateFor(tower, path, env.GANTRY_SANDBOX_SEED);
    save(state);
    const carriers = await startCarrierServer(carrierSandboxes, askedOf(state, dials), env.GANTRY_SANDBOX_CARRIER_PORT);
    server = carriers;
    await connectCarriers(tower, state.secrets, carriers.origin);
    log.info({ seed: state.seed, dials, resumed: state.cursor !== null }, 'world runs');
    await drive({ tower, state, dials, clock: realClock, signal, log, save, carrierOrigin: carriers.origin, ...pace });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await server?.close();
    await tower.close();
  }
  log.info({}, 'world stopped');
};

const createLog = (level: string) =>
  pino({ level, base: { process: 'sandbox' }, timestamp: pino.stdTimeFunctions.isoTime });

const stopping = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stopping.abort(new Error('stopping')));
await live(environment.parse(process.env), stopping.signal);
