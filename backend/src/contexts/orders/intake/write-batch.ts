/**
 * Writing orders that arrived together in one transaction: each is placed or amended, and promised what there is of its
 * stock. Where nothing of them is in the catalog this asks one question more than the orders alone would.
 */
import { type OrderEvent, orderAmended, orderPlaced, versionTold } from '@gantry/shared/events/orders';
import { stateAfter } from '../../../kernel/decider.ts';
import type { Sql } from '../../../platform/database.ts';
import { namedEvents, type Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Command, Outcome } from '../../../platform/write/stream.ts';
import { hold, overtaken, transact, type Unit } from '../../../platform/write/transact.ts';
import { type Inventory, listingKey } from '../../inventory/public.ts';
import { findingsOf } from '../address-check.ts';
import type { Catalog } from '../allocation.ts';
import type { Rules } from '../changes/destination.ts';
import { evolve, type Order } from '../order.ts';
import { promisedTo, promiseStock, settle, stockIdsOf } from '../settle.ts';
import { orderStream } from '../store.ts';
import type { Named } from '../world.ts';
import { type Arrival, keepArrivals } from './arrivals.ts';
import { type Listings, listedIn, unmappedIn } from './lines.ts';
import { type Placement, placeOrder } from './placement.ts';
import { type Accepted, placementOf } from './reading.ts';
import type { Unmapped } from './refused.ts';

/** What became of a submission. */
export type Written =
  | { outcome: 'placed' | 'unchanged' | 'amended'; orderId: string }
  | { unmapped: Unmapped }
  | { overtakenBy: string }
  | { error: unknown };

type Needs = { platform: Platform; inventory: Inventory };

const listingsOf = ({ platform, inventory }: Needs, batch: readonly Accepted[]): Promise<Listings> | Listings => {
  const asked = batch.flatMap(({ input: { channel, lines }, merchant }) =>
    listedIn(lines).map(({ channelSku }) => ({ merchant, channel, channelSku })),
  );
  const once = [...new Map(asked.map((one) => [listingKey(one.merchant, one.channel, one.channelSku), one])).values()];
  return once.length > 0 ? inventory.listings(platform.database, once) : new Map();
};

/** A submission that may become an order, and the order it would be. */
type Draft = { submission: Accepted; placement: Placement };

const draftOf = (submission: Accepted, now: Date, listings: Listings): Draft | Written => {
  const { input, merchant } = submission;
  try {
    // What cannot be an order at all is refused, whoever has mapped what.
    const placement = placementOf(submission, now, listings);
    const unmapped = unmappedIn(input.lines, { merchant, channel: input.channel }, listings);
    return unmapped.length > 0 ? { unmapped } : { submission, placement };
  } catch (error) {
    return { error };
  }
};

/** Whether people said it: what they change stays, whatever the channel said before or says later. */
const saidByHand = (payload: unknown): boolean => orderAmended.payload.safeParse(payload).data?.byHand ?? false;

/** What a channel said of orders after older messages of them came, which have lain in the Trash since. */
const newerOf = async (tx: Sql, drafts: readonly Draft[]): Promise<Map<Draft, string>> => {
  const late = drafts.filter(({ submission }) => submission.since !== undefined);
  const ids = late.map(({ placement }) => placement.orderId);
  const told = late.length > 0 ? await namedEvents(tx, ids, [orderPlaced.name, orderAmended.name]) : [];
  return new Map(
    late.flatMap((draft) => {
      const { submission, placement } = draft;
      const newer = told.findLast(
        ({ streamId, receivedAt, payload }) =>
          streamId === placement.orderId && receivedAt > (submission.since ?? '') && !saidByHand(payload),
      );
      return newer ? [[draft, `${newer.name} of ${newer.receivedAt} (${newer.actor}, ${newer.id})`] as const] : [];
    }),
  );
};

const commandOf = (
  { submission, placement }: Draft,
  rules: Rules | undefined,
  now: Date,
): Command<Order, OrderEvent> => ({
  id: placement.orderId,
  thread: { ...submission.thread, correlationId: placement.orderId },
  decide: placeOrder(placement, now, { taken: submission.taken, ...(rules ? { rules } : {}) }),
});

/** What channels' rules say of addresses that cannot be right; asked only where there is one. */
const rulesFor = async ({ inventory }: Needs, tx: Sql, drafts: readonly Draft[]): Promise<Map<Draft, Rules>> => {
  const wrong = drafts.filter(({ placement: { content } }) => findingsOf(content.shipTo).length > 0);
  const rules =
    wrong.length > 0
      ? await inventory.rules(
          tx,
          wrong.map(({ placement }) => placement),
        )
      : [];
  return new Map(wrong.flatMap((draft, i) => (rules[i] ? [[draft, rules[i]] as const] : [])));
};

const writtenOf = (orderId: string, outcome: Outcome<Order, OrderEvent> | undefined): Written => {
  if (!outcome?.ok) return { error: outcome?.error };
  const { facts } = outcome;
  if (facts.every(({ name }) => name === versionTold.name)) return { outcome: 'unchanged', orderId };
  return { outcome: facts.some(({ name }) => name === orderPlaced.name) ? 'placed' : 'amended', orderId };
};

/** Throws where something is not held that orders were promised before. */
type Insist = (unit: Unit, orders: readonly Order[]) => void;

/**
 * What a batch holds: its orders, and the stock of all they name. What else an order that stands was promised is only known
 * once it is held; then the batch is written again, holding that too.
 */
const holdingFor = (inventory: Inventory, drafts: readonly Draft[]) => {
  const ids = drafts.map(({ placement }) => placement.orderId);
  const named: Named[] = drafts.flatMap(({ placement: { merchant, content } }) =>
    content.lines.map(({ sku }) => ({ merchant, sku })),
  );
  const stocks = new Set<string>();
  const known = { catalog: new Map() as Catalog };
  return {
    known,
    holdings: async (tx: Sql) => {
      known.catalog = await inventory.products(tx, named);
      return hold(orderStream, ids).with(inventory.holding([...stocks, ...stockIdsOf(named, known.catalog)]));
    },
    insist: (({ held }, orders) => {
      for (const id of promisedTo(orders)) stocks.add(id);
      for (const key of inventory.holding(stocks).keys)
        if (!held.keys.has(key)) throw overtaken(`${key}, which an order was promised before`);
    }) satisfies Insist,
  };
};

type Writing = { unit: Unit; commands: readonly Command<Order, OrderEvent>[]; catalog: Catalog; insist: Insist };
type Outcomes = Outcome<Order, OrderEvent>[];

const threadsOf = (commands: Writing['commands']) => {
  const threads = new Map(commands.map(({ id, thread }) => [id, typeof thread === 'function' ? undefined : thread]));
  return (orderId: string): Thread => threads.get(orderId) ?? { actor: 'system:orders', correlationId: orderId };
};

/** Where nothing that is named is in the catalog: an order may still give back what it was promised before. */
const writePlain = async ({ inventory }: Needs, { unit, commands, catalog, insist }: Writing): Promise<Outcomes> => {
  const outcomes = await unit.apply(orderStream, commands);
  const orders = new Map<string, Order>();
  for (const outcome of outcomes)
    if (outcome.ok && outcome.state && outcome.facts.length > 0) orders.set(outcome.state.orderId, outcome.state);
  insist(unit, [...orders.values()]);
  const how = { cause: 'amended', threadOf: threadsOf(commands) } as const;
  await settle(unit, inventory, { orderIds: [...orders.keys()], ...how, known: { catalog, orders } });
  return outcomes;
};

/** The orders as they will stand, what each command does to them, and for each the last command that changes it. */
const foreseen = async ({ unit, commands }: Writing) => {
  const states = new Map<string, Order | undefined>(
    await unit.load(
      orderStream,
      commands.map(({ id }) => id),
    ),
  );
  const last = new Map<string, number>();
  const decided = new Map<number, OrderEvent[]>();
  for (const [i, { id, decide }] of commands.entries()) {
    try {
      const facts = decide(states.get(id));
      decided.set(i, facts);
      if (facts.length === 0) continue;
      states.set(id, stateAfter(evolve, states.get(id), { facts, now: unit.now.toISOString() }));
      last.set(id, i);
    } catch {
      // Told when it is written: it harms no other.
    }
  }
  return { orders: [...last.keys()].flatMap((id) => states.get(id) ?? []), decided, last };
};

/** Decides first and then writes each order once, with what was promised to it: rows of orders are wide and have many indexes. */
const writeServed = async ({ inventory }: Needs, writing: Writing): Promise<Outcomes> => {
  const { unit, commands, catalog, insist } = writing;
  const { orders, decided, last } = await foreseen(writing);
  insist(unit, orders);
  const how = { cause: 'amended', threadOf: threadsOf(commands) } as const;
  const told = await promiseStock(unit, inventory, { orders, catalog, ...how });
  const outcomes = await unit.apply(
    orderStream,
    commands.map((command, i) => {
      const events = last.get(command.id) === i ? (told.get(command.id) ?? []) : [];
      const foretold = decided.get(i);
      return {
        ...command,
        // Of somebody who was erased less is kept than was foreseen.
        decide: (state, beside) => [
          ...(foretold && !beside?.erased ? foretold : command.decide(state, beside)),
          ...events,
        ],
      };
    }),
  );
  for (const i of last.values()) {
    const outcome = outcomes[i];
    // Its stock was moved for what is refused now.
    if (outcome && !outcome.ok) throw outcome.error;
  }
  return outcomes;
};

/** What came and told something new of an order. */
const arrivalsOf = (drafts: readonly Draft[], outcomes: Outcomes): Arrival[] =>
  drafts.flatMap(({ submission: { sent, input, thread }, placement: { orderId } }, i) => {
    const outcome = outcomes[i];
    return sent && outcome?.ok && outcome.facts.length > 0
      ? [{ orderId, channel: input.channel, by: thread.actor, sent }]
      : [];
  });

const writeDrafts = (needs: Needs, drafts: readonly Draft[], now: Date): Promise<Written[]> => {
  const { known, holdings, insist } = holdingFor(needs.inventory, drafts);
  return transact(needs.platform, holdings, async (unit) => {
    const newer = await newerOf(unit.tx, drafts);
    const current = drafts.filter((draft) => !newer.has(draft));
    const rules = await rulesFor(needs, unit.tx, current);
    const commands = current.map((draft) => commandOf(draft, rules.get(draft), now));
    const writing = { unit, commands, catalog: known.catalog, insist };
    const outcomes = await (known.catalog.size > 0 ? writeServed(needs, writing) : writePlain(needs, writing));
    await keepArrivals(needs.platform, unit, arrivalsOf(current, outcomes));
    return drafts.map((draft): Written => {
      const what = newer.get(draft);
      return what === undefined ? writtenOf(draft.placement.orderId, outcomes.shift()) : { overtakenBy: what };
    });
  });
};

/** Writes a batch; answers each. */
export const writeBatch = async (needs: Needs, batch: readonly Accepted[]): Promise<Written[]> => {
  const now = needs.platform.clock.now();
  const listings = await listingsOf(needs, batch);
  const all = batch.map((submission) => draftOf(submission, now, listings));
  const drafts = all.flatMap((one) => ('placement' in one ? [one] : []));
  const written = drafts.length > 0 ? await writeDrafts(needs, drafts, now) : [];
  return all.map((one): Written => ('placement' in one ? (written.shift() ?? { error: new Error('no answer') }) : one));
};
