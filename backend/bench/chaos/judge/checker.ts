/**
 * Holds what the tower has against what its clients know: acknowledged exactly once everywhere, refused nowhere, unknown
 * zero or one, and every place that follows the log equal to it. Pure, so that it can be shown to find each kind of harm.
 */
import { type Outcome, type Thing, things } from '../clients/history.ts';

/** How often each key stands in a place. */
export type Counts = ReadonlyMap<string, number>;

/** A place that holds what the log says: rows, ClickHouse. */
export type Copy = { place: string } & Record<Thing, Counts>;

/** What a socket client was told: ids by position, positions it read again as a whole, and those told twice. */
export type SocketList = {
  client: string;
  ids: ReadonlyMap<number, string>;
  covered: readonly (readonly [from: number, to: number])[];
  doubled: readonly number[];
  have: number;
};

/** What a wall holds at the end: the status of each parcel. */
export type WallList = { client: string; statuses: ReadonlyMap<string, string>; have: number };

export type Evidence = {
  log: Record<Thing, Counts>;
  copies: readonly Copy[];
  positions: { events: number; placed: number; head: number };
  /** The position that everybody had time to come to. */
  reached: number;
  /** Positions that ClickHouse should have and has not, or has more than once. */
  facts: { missing: readonly number[]; doubled: readonly number[]; verified: string | null };
  /** Ids of the events that socket clients follow, by position. */
  followed: ReadonlyMap<number, string>;
  statuses: ReadonlyMap<string, string>;
  sockets: readonly SocketList[];
  walls: readonly WallList[];
  trash: readonly string[];
  /** Streams whose row is not the fold of its events. */
  unfolded: readonly string[];
  /** What could not be looked at, and why. */
  unreadable: readonly string[];
};

export type Difference = { what: string; count: number; examples: string[] };

const mostExamples = 3;
const difference = (what: string, found: readonly string[]): Difference[] =>
  found.length === 0 ? [] : [{ what, count: found.length, examples: found.slice(0, mostExamples) }];

const againstLog = (thing: Thing, outcomes: ReadonlyMap<string, Outcome>, log: Counts): Difference[] => {
  const keysWith = (outcome: Outcome, wrong: (times: number) => boolean): string[] =>
    [...outcomes].flatMap(([key, is]) => (is === outcome && wrong(log.get(key) ?? 0) ? [key] : []));
  return [
    ...difference(
      `acknowledged ${thing} lost from the log`,
      keysWith('acknowledged', (times) => times === 0),
    ),
    ...difference(
      `acknowledged ${thing} doubled in the log`,
      keysWith('acknowledged', (times) => times > 1),
    ),
    ...difference(
      `refused ${thing} in the log`,
      keysWith('refused', (times) => times > 0),
    ),
    ...difference(
      `unanswered ${thing} doubled in the log`,
      keysWith('unknown', (times) => times > 1),
    ),
    ...difference(
      `${thing} in the log that nobody sent`,
      [...log.keys()].filter((key) => !outcomes.has(key)),
    ),
  ];
};

const againstCopy = (thing: Thing, log: Counts, copy: Copy): Difference[] => {
  const held = copy[thing];
  const wrong = (is: (told: number, there: number) => boolean): string[] =>
    [...new Set([...log.keys(), ...held.keys()])].filter((key) => is(log.get(key) ?? 0, held.get(key) ?? 0));
  return [
    ...difference(
      `${thing} missing from ${copy.place}`,
      wrong((told, there) => there < told),
    ),
    ...difference(
      `${thing} too often in ${copy.place}`,
      wrong((told, there) => there > told),
    ),
  ];
};

const againstSockets = ({ followed, sockets, reached }: Evidence): Difference[] =>
  sockets.flatMap(({ client, ids, covered, doubled, have }) => {
    const isCovered = (seq: number): boolean => covered.some(([from, to]) => seq > from && seq <= to);
    const missing = [...followed].filter(([seq, id]) => ids.get(seq) !== id && !isCovered(seq));
    const strange = [...ids].filter(([seq, id]) => seq <= reached && followed.get(seq) !== id);
    return [
      ...difference(
        `positions ${client} was never told`,
        missing.map(([seq]) => String(seq)),
      ),
      ...difference(
        `positions ${client} was told wrongly`,
        strange.map(([seq, id]) => `${seq} ${id}`),
      ),
      ...difference(`positions ${client} was told twice`, doubled.map(String)),
      ...difference(`${client} ended behind the log`, have < reached ? [`${have} of ${reached}`] : []),
    ];
  });

const againstWalls = ({ statuses, walls, reached }: Evidence): Difference[] =>
  walls.flatMap(({ client, statuses: shown, have }) => [
    ...difference(
      `parcels that ${client} shows wrongly`,
      [...statuses].flatMap(([id, status]) => (shown.get(id) === status ? [] : [`${id} ${status} ${shown.get(id)}`])),
    ),
    ...difference(`${client} ended behind the log`, have < reached ? [`${have} of ${reached}`] : []),
  ]);

const ofLog = ({ positions: { events, placed, head }, facts, trash, unfolded, unreadable }: Evidence): Difference[] => [
  ...difference(
    'the log is not dense',
    events === placed && placed === head ? [] : [`${events} events, ${placed} positions, the last is ${head}`],
  ),
  ...difference('positions missing from ClickHouse', facts.missing.map(String)),
  ...difference('positions doubled in ClickHouse', facts.doubled.map(String)),
  ...difference('gantry analytics verify disagrees', facts.verified === null ? [] : [facts.verified]),
  ...difference('messages in the Trash', trash),
  ...difference('rows that are not the fold of their events', unfolded),
  ...difference('cannot be read', unreadable),
];

/** Everything that is not as it was promised; empty when all is well. */
export const check = (
  outcomes: Readonly<Record<Thing, ReadonlyMap<string, Outcome>>>,
  evidence: Evidence,
): Difference[] => [
  ...things.flatMap((thing) => againstLog(thing, outcomes[thing], evidence.log[thing])),
  ...evidence.copies.flatMap((copy) => things.flatMap((thing) => againstCopy(thing, evidence.log[thing], copy))),
  ...ofLog(evidence),
  ...againstSockets(evidence),
  ...againstWalls(evidence),
];
