/**
 * Staff pages follow events by name: a socket hears those it asked for, thin, and no others. Who may follow what is decided
 * by the rooms that contexts declare. Sockets that follow the same names share one computation.
 */
import type { Caller } from '@gantry/shared/caller';
import { mainMerchant, may, merchantFilter } from '@gantry/shared/caller';
import { eventsOfMerchants } from '@gantry/shared/events/catalog';
import type { JoinReply, LogFrame } from '@gantry/shared/live';
import { headOf } from '../log/event-log.ts';
import { type Headline, readHeadlines } from '../log/headlines.ts';
import type { Platform } from '../platform.ts';
import type { MissedPage } from './catch-up.ts';
import type { FollowedRoom, LogWindow, Newcomer, Opening } from './room.ts';

/** Further back than this a page reads again rather than being told everything it missed. */
export const mostMissed = 10_000;
/** Looked at twice a second, so that nobody hears nothing for longer than a second. */
const beatMs = 500;

/** What a socket follows: the names it asked for, of the merchants it sees (null: of all). */
type Followed = { names: readonly string[]; merchants: readonly string[] | null };

/** Sockets that follow the same. `told` is how far they have been told of the log. */
type Group = { room: string; carries(event: Headline): boolean; told: number; saidAt: number };

/** A socket that wants to follow: which room it is let into depends on the names. */
export type Follower = Omit<Newcomer, 'room' | 'join'> & { join(room: string): void };

export type Following = {
  /** True when each of the names is in some room that the caller may see. */
  admits(caller: Caller, names: readonly string[]): boolean;
  /** Tells the follower what it missed and lets it in among those who follow the same names. */
  follow(follower: Follower, names: readonly string[]): Promise<JoinReply>;
  take(window: LogWindow): void;
  /** How far this process has been told of the log. */
  readonly position: number;
  close(): void;
};

const groupPrefix = 'follow:';
/** True for the room of a group of followers. */
export const isGroup = (room: string): boolean => room.startsWith(groupPrefix);

const superseded: JoinReply = { ok: false, reason: 'superseded' };

const thin = ({ seq, id, name, streamId, version, recordedAt }: Headline): LogFrame['events'][number] => ({
  seq,
  id,
  name,
  streamId,
  version,
  recordedAt,
});

const admission =
  (rooms: readonly FollowedRoom[]): Following['admits'] =>
  (caller, names) => {
    // A kiosk hangs where anybody may look at it: it shows the wall and follows nothing else.
    if (caller.kind === 'kiosk' || caller.kind === 'anonymous') return false;
    const open = new Set(
      rooms.filter(({ need }) => may(caller, need)).flatMap(({ events }) => events.map(({ name }) => name)),
    );
    return names.every((name) => open.has(name));
  };

/**
 * Which events a socket hears: those of the names. What belongs to merchants it hears of its own only; the operator's
 * events belong to none, and the rooms say who may follow them.
 */
const carriedBy = ({ names, merchants }: Followed): Group['carries'] => {
  const followed = new Set(names);
  const own = (merchant = mainMerchant): boolean => merchants === null || merchants.includes(merchant);
  return ({ name, merchant }) => followed.has(name) && (!eventsOfMerchants.has(name) || own(merchant));
};

/** The groups of one process, each told of the log up to `position`. */
const createGroups = ({ voice, from, log }: Opening) => {
  const groups = new Map<string, Group>();
  let position = from;
  const tell = (group: Group, events: readonly Headline[]): void => {
    voice.to(group.room)('log:frame', { from: group.told, to: position, events: events.map(thin), log: log() });
    group.told = position;
    group.saidAt = Date.now();
  };
  /** Those somebody is in; the others are forgotten. */
  const heard = (): Group[] => {
    for (const [key, { room }] of groups) if (voice.listeners(room) === 0) groups.delete(key);
    return [...groups.values()];
  };
  return {
    get position() {
      return position;
    },
    take: ({ to, events }: LogWindow): void => {
      position = to;
      for (const group of heard()) {
        const followed = events.filter(group.carries);
        if (followed.length > 0) tell(group, followed);
      }
    },
    beat: (): void => {
      const now = Date.now();
      for (const group of heard()) if (now - group.saidAt >= beatMs) tell(group, []);
    },
    /** The group of those who follow this, told of everything up to now: who joins it at once misses nothing. */
    settled: (what: Followed): Group => {
      const { names, merchants } = what;
      const key = [...names, ...(merchants === null ? [] : ['of', ...merchants])].join('\n');
      const known = groups.get(key);
      const group = known ?? { room: groupPrefix + key, carries: carriedBy(what), told: position, saidAt: 0 };
      if (!known) groups.set(key, group);
      // Nothing between was for this group, or it would have been told at once.
      else if (group.told < position) tell(group, []);
      return group;
    },
  };
};

/** Opens following in this process. */
export const openFollowing = (platform: Platform, rooms: readonly FollowedRoom[], opening: Opening): Following => {
  const groups = createGroups(opening);
  const beating = setInterval(groups.beat, beatMs);

  const follow: Following['follow'] = async (follower, asked) => {
    const { after, caller } = follower;
    const what = { names: [...new Set(asked)].sort(), merchants: merchantFilter(caller)?.sort() ?? null };
    const { names } = what;
    const carries = carriedBy(what);
    const enter = (): void => follower.join(groups.settled(what).room);
    if (after === undefined || after > groups.position) {
      // A client may come from a process that is further on; from further than the log itself it comes from another log.
      const head = after === undefined ? 0 : await headOf(platform.database);
      if (follower.superseded()) return superseded;
      enter();
      const lost = after !== undefined && after > head;
      return { ok: true, seq: lost ? groups.position : Math.max(groups.position, after ?? 0), resync: lost };
    }
    const page = async (from: number, limit: number): Promise<MissedPage> => {
      const { events, through } = await readHeadlines(platform.database, { after: from, limit, names });
      return {
        name: 'log:frame',
        frame: { from, to: through, events: events.filter(carries).map(thin), log: opening.log() },
      };
    };
    const until = (): number => groups.position;
    const caughtUp = await follower.catchUp({ after, until, most: mostMissed, page, arrive: enter });
    if (caughtUp === 'superseded') return superseded;
    if (caughtUp === 'too_far') enter();
    return { ok: true, seq: groups.position, resync: caughtUp === 'too_far' };
  };
  return {
    admits: admission(rooms),
    follow,
    take: groups.take,
    get position() {
      return groups.position;
    },
    close: () => clearInterval(beating),
  };
};
