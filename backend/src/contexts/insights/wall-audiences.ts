/**
 * Who looks at the wall: those who see the same merchants are one audience and hear the same frames and tiles, made once
 * for all of them. An audience that nobody is in any more is forgotten, and nothing is computed for it.
 */
import type { Tick, WallParcel } from '@gantry/shared/api/wall';
import type { LogStanding, WallFrame } from '@gantry/shared/live';
import type { Voice } from '../../platform/live/room.ts';
import type { MerchantsAsked } from '../tracking/public.ts';
import type { DueFrame } from './wall-feed.ts';
import type { OwnedTick } from './wall-ticks.ts';

/** A parcel of the map with whose it is. */
export type OwnedParcel = WallParcel & { merchant: string };

/** `told`: how far it has been told of the log; `at`: when it heard something last. */
export type Audience = {
  room: string;
  merchants: MerchantsAsked;
  told: number;
  at: number;
  standing: LogStanding['standing'];
};

export type Audiences = {
  /** The room of the audience that sees these merchants; one that nobody was in has been told of the log as far as `told`. */
  roomOf(merchants: MerchantsAsked, told: number): string;
  /** Those that somebody is in. */
  heard(): Audience[];
};

const roomName = (merchants: MerchantsAsked): string =>
  merchants === null ? 'wall' : `wall ${[...new Set(merchants)].sort().join(' ')}`;

const audienceOf = (merchants: MerchantsAsked, told: number): Audience => ({
  room: roomName(merchants),
  merchants,
  told,
  at: 0,
  standing: null,
});

/** The audiences of one process, from a position of the log on. That which sees all merchants is always known. */
export const createAudiences = ({ listeners }: Pick<Voice, 'listeners'>, from: number): Audiences => {
  const everybody = audienceOf(null, from);
  const known = new Map([[everybody.room, everybody]]);
  return {
    roomOf: (merchants, told) => {
      const fresh = audienceOf(merchants, told);
      if (listeners(fresh.room) === 0) known.set(fresh.room, fresh);
      return fresh.room;
    },
    heard: () => {
      for (const { room, merchants } of known.values())
        if (merchants !== null && listeners(room) === 0) known.delete(room);
      return [...known.values()].filter(({ room }) => listeners(room) > 0);
    },
  };
};

const seenBy =
  ({ merchants }: Pick<Audience, 'merchants'>) =>
  ({ merchant }: { merchant: string }): boolean =>
    merchants === null || merchants.includes(merchant);

/** Without whose it is, as screens are told. */
const bare = <Owned extends { merchant: string }>({ merchant: _, ...rest }: Owned): Omit<Owned, 'merchant'> => rest;

/** The ticks an audience sees. */
export const ticksFor = (audience: Pick<Audience, 'merchants'>, ticks: readonly OwnedTick[]): Tick[] =>
  ticks.filter(seenBy(audience)).map(bare);
/** The parcels an audience sees. */
export const parcelsFor = (audience: Pick<Audience, 'merchants'>, parcels: readonly OwnedParcel[]): WallParcel[] =>
  parcels.filter(seenBy(audience)).map(bare);

type FrameParts = Pick<WallFrame, 'from' | 'to' | 'parcels' | 'ticks'>;
const heartbeatMs = 1_000;

/**
 * What an audience is told of what is due, and notes that it was; undefined when that is nothing and it heard something of
 * late. Whoever sees only some merchants is not told each time that others' events happened: a later frame covers them.
 */
export const tellOf = (
  audience: Audience,
  { to, ticks }: Pick<DueFrame, 'to' | 'ticks'>,
  { moved, standing, now }: { moved: readonly OwnedParcel[]; standing: Audience['standing']; now: number },
): FrameParts | undefined => {
  const parts = { parcels: parcelsFor(audience, moved), ticks: ticksFor(audience, ticks) };
  const moves = audience.merchants === null && to !== audience.told;
  const nothing = !moves && parts.parcels.length === 0 && parts.ticks.length === 0 && standing === audience.standing;
  if (nothing && now - audience.at < heartbeatMs) return undefined;
  const from = Math.min(audience.told, to);
  Object.assign(audience, { told: to, at: now, standing });
  return { from, to, ...parts };
};
