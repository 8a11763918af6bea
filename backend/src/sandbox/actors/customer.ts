/**
 * The people who wait for parcels: told that one is on its way, some open the link the tower gave, by day, now and then
 * until it is there; a few have lost the link and look their parcel up by order number and postal code.
 */
import { lookupTracking, publicTracking } from '@gantry/shared/api/tracking-page';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { z } from 'zod';
import type { Actor, News } from '../actor.ts';
import { anyDay, dayMs, nextOpening, type Spot } from '../calendar.ts';
import type { OpenActor } from '../context.ts';
import { type Random, randomOf } from '../random.ts';
import type { Tower } from '../tower.ts';
import { createTurns } from '../turns.ts';

const curiosity = z.object({
  orderNumber: z.string(),
  postalCode: z.string(),
  country: z.string(),
  timeZone: z.string(),
  /** Null for who has lost it. */
  token: z.string().nullable(),
  at: z.number(),
  looks: z.number(),
});
type Curiosity = z.infer<typeof curiosity>;

/** Of a hundred people, so many ever look, and so many of them have no link any more. */
const curious = 0.3;
const forgetful = 0.04;
const mostLooks = 5;
const hour = 3_600_000;
const awake = { from: 7, to: 23 };
const longestWait = 12 * dayMs;
/** A parcel that is on its way for longer than this is no news to anybody who is told of it now. */
const staleMs = 4 * dayMs;

type Told = Extract<News, { what: 'customer_told' }>;

const spotOf = ({ home }: Told): Spot => ({
  country: home.country ?? '',
  timeZone: usualTimeZoneOf(home.country, home.state) ?? 'UTC',
});

/** When somebody looks next: hours later, but not in their sleep. */
const lookAfter = (
  at: number,
  spot: Spot,
  { random, from, to }: { random: Random; from: number; to: number },
): number => nextOpening(at + random.between(from, to) * hour, spot, { ...awake, open: anyDay });

/** What a person who is told of a parcel does about it; undefined for most. */
const wakeCuriosity = (seed: string, told: Told, now: number): Curiosity | undefined => {
  const random = randomOf(seed, 'customer', told.orderNumber);
  if (!random.chance(curious) || now - told.at > staleMs) return undefined;
  const spot = spotOf(told);
  const token = /^\/track\/([^/?]+)$/.exec(told.trackingUrl)?.[1] ?? null;
  return {
    orderNumber: told.orderNumber,
    postalCode: told.postalCode,
    ...spot,
    token: random.chance(forgetful) ? null : token,
    at: lookAfter(Math.max(told.at, now), spot, { random, from: 0.05, to: 20 }),
    looks: 0,
  };
};

/** Opens the page behind a link; true when it says that the parcel is at its end. */
const read = async (tower: Tower, token: string): Promise<boolean> => {
  const { status } = await tower.visit(`/track/${token}`);
  if (status !== 200) return true;
  const { reply } = await tower.call(publicTracking, { params: { token } });
  return reply.endedAt !== null;
};

const search = async (tower: Tower, { orderNumber, postalCode }: Curiosity): Promise<string | null> => {
  const { reply } = await tower.call(lookupTracking, { body: { orderNumber, postalCode } });
  return reply.items[0]?.token ?? null;
};

export const openCustomer: OpenActor = async (context): Promise<Actor> => {
  const { tower, state, log, signal, now: began } = context;
  const keep = ({ at }: Curiosity): boolean => at > began - longestWait;
  const book = context.book<Curiosity>('curious', { schema: curiosity, keep });

  const wait = (one: Curiosity, now: number): void => {
    book.set(one.orderNumber, one);
    turns.add({ at: one.at, task: one, keeps: false }, now);
  };

  const look = async (one: Curiosity, now: number): Promise<News[]> => {
    book.delete(one.orderNumber);
    const token = one.token ?? (await search(tower, one));
    const over = token === null || (await read(tower, token));
    if (over || one.looks + 1 >= mostLooks) return [];
    const random = randomOf(state.seed, 'customer', one.orderNumber, one.looks);
    const at = lookAfter(now, one, { random, from: 5, to: 30 });
    wait({ ...one, token, at, looks: one.looks + 1 }, now);
    return [];
  };

  const turns = createTurns<Curiosity>({ name: 'customer', log, signal, run: look });
  for (const one of book.values()) turns.add({ at: Math.max(one.at, began), task: one, keeps: false }, began);
  return {
    ...turns,
    name: 'customer',
    hear: (news, now) => {
      const one = news.what === 'customer_told' ? wakeCuriosity(state.seed, news, now) : undefined;
      if (one) wait(one, now);
      return [];
    },
    save: book.save,
  };
};
