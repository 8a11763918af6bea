/** The ladder: every context there is, opened from the ground up, each given what it may stand on. */
import type { Analytics } from '@gantry/analytics/client';
import { allFacts } from '@gantry/analytics/facts/all';
import { access } from '../contexts/access/context.ts';
import { audit } from '../contexts/audit/context.ts';
import { carriers } from '../contexts/carriers/context.ts';
import { forecast } from '../contexts/forecast/context.ts';
import { fulfillment } from '../contexts/fulfillment/context.ts';
import { insights } from '../contexts/insights/context.ts';
import { openFacts } from '../contexts/insights/facts/facts.ts';
import { subscriberOf } from '../contexts/insights/facts/world.ts';
import { inventory } from '../contexts/inventory/context.ts';
import { journeys } from '../contexts/journeys/context.ts';
import { orders } from '../contexts/orders/context.ts';
import { privacy } from '../contexts/privacy/context.ts';
import { keeping } from '../contexts/privacy/keeping.ts';
import { returns } from '../contexts/returns/context.ts';
import { shipping } from '../contexts/shipping/context.ts';
import { system } from '../contexts/system/context.ts';
import { tracking } from '../contexts/tracking/context.ts';
import { trash } from '../contexts/trash/context.ts';
import { StoreAway } from '../kernel/errors.ts';
import type { Context } from '../platform/context.ts';
import { deferredMessagesJob } from '../platform/inbox/deferred.ts';
import { subscribersOf } from '../platform/log/reaction.ts';
import { personalMails } from '../platform/mail/personal.ts';
import type { Platform } from '../platform/platform.ts';
import { personalMessages } from '../platform/privacy/held-messages.ts';
import { openSettings, type Settings } from '../platform/settings/settings.ts';
import { personalTrash } from '../platform/trash/personal.ts';
import { personalUploads } from '../platform/uploads/personal.ts';
import { patiently } from '../platform/vitals/probes.ts';
import type { Watched } from '../platform/vitals/system.ts';
import { housekeeping } from '../platform/work/housekeeping.ts';
import type { Job } from '../platform/work/jobs.ts';
import { everyResumer } from './resumers.ts';

/** The platform's own jobs: those that stand below every context. */
const platformJobs = (platform: Platform, settings: Settings, below: readonly Context[]): Job<unknown>[] => [
  deferredMessagesJob(
    platform,
    below.flatMap(({ raw = [] }) => raw),
  ),
  ...housekeeping(platform, () => settings.read(keeping)),
];

/** What the tower is watched by: whoever reads the log, where jobs wait, and the stores beside Postgres. */
const watchedOf = (
  { redis }: Platform,
  analytics: Analytics,
  { all, jobs }: { all: readonly Context[]; jobs: readonly Job<unknown>[] },
): Watched => ({
  readers: [
    ...all.flatMap(({ name, reactions = [] }) => subscribersOf(name, reactions)),
    ...allFacts.map((table) => ({ name: subscriberOf(table), partitions: 1, store: 'clickhouse' })),
  ].map(({ partitions = 1, ...reader }) => ({ ...reader, partitions })),
  lanes: new Map(jobs.map(({ name, lane }) => [name, lane])),
  probes: [
    { name: 'redis', check: patiently(() => redis.ask(() => redis.client.ping()), 1_000) },
    {
      name: 'clickhouse',
      check: async () => {
        if (!(await analytics.ping())) throw new StoreAway('clickhouse', 'no answer');
      },
    },
  ],
});

export type OpenContexts = ReturnType<typeof openContexts>;

/**
 * Opens all contexts. `close` lets go of what they keep in memory, the newest first. Whoever serves or works loads the
 * settings first.
 */
export const openContexts = (platform: Platform, analytics: Analytics) => {
  const settings = openSettings(platform);
  const keys = access.open({ platform, settings, analytics });
  const carrier = carriers.open({ platform });
  const stock = inventory.open({ platform });
  const order = orders.open({ platform, access: keys.public, inventory: stock.public });
  const ship = shipping.open({ platform, orders: order.public });
  const floor = fulfillment.open({
    platform,
    settings,
    access: keys.public,
    carriers: carrier.public,
    inventory: stock.public,
    orders: order.public,
    shipping: ship.public,
    tiles: { orders: order.tiles, shipping: ship.tiles },
  });
  const track = tracking.open({ platform, carriers: carrier.public, shipping: ship.public });
  const eta = forecast.open({ platform, tracking: track.public, analytics });
  const doors = { platform, carriers: carrier.public, tracking: track.public, forecasts: eta.public };
  const journey = journeys.open({ ...doors, orders: order.public, fulfillment: floor.public });
  const back = returns.open({
    platform,
    inventory: stock.public,
    orders: order.public,
    shipping: ship.public,
    fulfillment: floor.public,
    tracking: track.public,
  });
  const tiles = { tracking: track.tiles, orders: order.tiles, forecast: eta.tiles, floor: floor.tiles };
  const facts = openFacts({ platform, client: analytics, tables: allFacts });
  const insight = insights.open({
    ...doors,
    analytics,
    facts,
    tiles,
    analysts: keys.public.analysts,
    merchants: keys.public.merchants,
  });
  const holding: Context[] = [keys, carrier, stock, order, ship, floor, track, eta, journey, back, insight];
  const person = privacy.open({
    platform,
    access: keys.public,
    orders: order.public,
    tracking: track.public,
    // What the platform keeps itself comes with the contexts that show it.
    holders: [
      ...holding.flatMap(({ personal = [] }) => personal),
      personalTrash(platform),
      personalMessages(platform),
      personalUploads(platform),
      personalMails(platform),
    ],
  });
  const below: Context[] = [...holding, person];
  const own = platformJobs(platform, settings, below);
  const resumers = everyResumer(platform, below, own);
  const thrown = trash.open({ platform, settings, access: keys.public, orders: order.public, resumers });
  const told = audit.open({
    platform,
    access: keys.public,
    orders: order.public,
    parts: [...below, thrown].flatMap((one: Context) => one.audit ?? []),
  });
  const working: Context[] = [...below, thrown, told];
  const jobs = [...working.flatMap((one) => one.jobs ?? []), ...own];
  const watched = watchedOf(platform, analytics, { all: working, jobs });
  const self = system.open({ platform, watched, troubles: thrown.public.troubles });
  const all: Context[] = [...working, self];
  settings.declare(all.flatMap((one) => one.settings ?? []));
  return {
    all,
    jobs,
    settings,
    system: self.public,
    access: keys,
    privacy: person,
    tracking: track,
    forecast: eta,
    insights: insight,
    facts,
    trash: thrown,
    close: async (): Promise<void> => {
      for (const one of [...all].reverse()) await one.close?.();
      settings.close();
    },
  };
};
