/**
 * What clients know of what they sent: acknowledged, refused, or never answered. It is what the tower is held to, so it is
 * kept by the clients' side alone.
 */

/** What is sent, each with a natural key: a scan by number and time, an order by its external id, a shipment by its number. */
export const things = ['scan', 'order', 'shipment'] as const;
export type Thing = (typeof things)[number];
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** An answer that acknowledged something, in ms of the machine's clock. */
export type Ack = { at: number; api: string };

export type History = {
  /** What has been sent, by key; without an answer its outcome is unknown. */
  outcomes: Readonly<Record<Thing, Map<string, Outcome>>>;
  acks: Ack[];
  /** Answers by status, 0 where none came: for the report. */
  answers: Map<number, number>;
  sent(thing: Thing, keys: readonly string[]): void;
  answered(thing: Thing, keys: readonly string[], outcome: Exclude<Outcome, 'unknown'>): void;
};

/** An empty history. */
export const openHistory = (): History => {
  const outcomes = { scan: new Map(), order: new Map(), shipment: new Map() } satisfies Record<
    Thing,
    Map<string, Outcome>
  >;
  return {
    outcomes,
    acks: [],
    answers: new Map(),
    sent: (thing, keys) => {
      const known: Map<string, Outcome> = outcomes[thing];
      for (const key of keys) if (!known.has(key)) known.set(key, 'unknown');
    },
    answered: (thing, keys, outcome) => {
      const known: Map<string, Outcome> = outcomes[thing];
      // Once acknowledged stays so, whatever a later copy of the same message is told.
      for (const key of keys) if (known.get(key) !== 'acknowledged') known.set(key, outcome);
    },
  };
};
