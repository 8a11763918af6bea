/**
 * The carriers' daily work: whenever something has happened to a parcel they have taken, the tower is told of it, and the
 * next time there will be something to tell is noted.
 */
import type { News, ParcelRequest } from '../actor.ts';
import type { WorldContext } from '../context.ts';
import { TowerRefusal } from '../tower.ts';
import { laneOf, type Turns } from '../turns.ts';
import { carrierNamed } from './carriers.ts';
import { connectCarriers, tellScans } from './connect.ts';
import { type Report, worthSending } from './faults.ts';
import type { Office, Story } from './office.ts';
import { type Parcel, priceOf } from './parcel.ts';

/** `answer`: what the sender is told once the parcel's past was told to the tower; tracking then begins with all of it. */
export type Round = { parcel: Parcel; through: number; answer?: News };

export type Rounds = {
  context: WorldContext;
  office: Office;
  turns: Turns<Round>;
  /** Where the tower can ask the carriers; undefined when it cannot. */
  origin: string | undefined;
};

/** How far a parcel was told when the world stopped. */
export const throughOf = ({ told }: Parcel, cursor: number | null): number =>
  told === null ? Number.NEGATIVE_INFINITY : Math.max(told, cursor ?? told);

/** Notes the round on which there is something to tell of a parcel again. */
export const planRound = ({ office, turns }: Rounds, round: Round, now: number): void => {
  const next = office.storyOf(round.parcel).reports.find(({ at }) => at > round.through);
  // A parcel of which nothing was told is remembered by its book, not by the cursor.
  if (next) turns.add({ at: next.at, task: round, keeps: round.parcel.told !== null }, now);
};

type Telling = { parcel: Parcel; story: Story; due: readonly Report[]; now: number };

/** Tells the tower; when it does not know the connection (any more), connects and tells again. */
const tell = async ({ context, origin }: Rounds, { parcel, story, due, now }: Telling): Promise<void> => {
  const { tower, state } = context;
  const scans = worthSending(
    due.map(({ scan }) => scan),
    now,
  );
  const once = () => tellScans(tower, { parcel, scans: story.scans }, { scans, secrets: state.secrets });
  try {
    await once();
  } catch (error) {
    if (!(error instanceof TowerRefusal) || (error.status !== 401 && error.status !== 404)) throw error;
    await connectCarriers(tower, state.secrets, origin);
    await once();
  }
};

/** Some carriers' pushes cannot say when something happened: of a parcel's past the tower hears when it asks. */
const leavesToAsking = ({ carrier, told }: Parcel): boolean =>
  told === null && carrierNamed(carrier).fake?.pushLacksZone === true;

/** Tells what has happened to a parcel since the last time. */
export const goRound = async (rounds: Rounds, { parcel, through, answer }: Round, now: number): Promise<News[]> => {
  const story = rounds.office.storyOf(parcel);
  const due = story.reports.filter(({ at }) => at > through && at <= now);
  if (due.length > 0 && !leavesToAsking(parcel)) await tell(rounds, { parcel, story, due, now });
  const told = parcel.told === null ? rounds.office.tell(parcel, now) : parcel;
  planRound(rounds, { parcel: told, through: now }, now);
  return answer ? [answer] : [];
};

/** Takes a parcel that a sender asks for; answers its number, at once unless its past is to be told first. */
export const takeParcel = (rounds: Rounds, request: ParcelRequest, now: number): News[] => {
  const { office } = rounds;
  const behind = laneOf(request.at, now) === 'past';
  const { parcel, fresh } = office.take(request, behind ? null : request.at - 1);
  const { trackingNumber, estimatedDay } = parcel;
  const answer: News = { what: 'parcel_made', request, trackingNumber, estimatedDay, price: priceOf(request) };
  if (!fresh) return [answer];
  const waits = behind && office.storyOf(parcel).reports.some(({ at }) => at <= now);
  planRound(rounds, { parcel, through: throughOf(parcel, null), ...(waits ? { answer } : {}) }, now);
  return waits ? [] : [answer];
};
