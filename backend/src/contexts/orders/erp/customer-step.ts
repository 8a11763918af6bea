/**
 * Who an order's customer is in the ERP: known already, found there by e-mail (else by telephone), or made for the order. One
 * that two orders look for at once is looked for by one of them alone, while the other waits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErpCustomer, ErpResult } from '../../../connectors/systems/erp.ts';
import { normalName } from '../../../platform/privacy/normal.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import { readSubjects } from '../personal.ts';
import { orderRows, orderStream } from '../store.ts';
import { buyerOf, type Difference, differencesOf, soughtBy } from './buyer.ts';
import { busy, type Claimed, type ClaimKey, noteKnown, orderKnowing } from './claims.ts';
import { attachCustomer } from './decide.ts';
import type { Stage } from './stage.ts';

/** `addressId`: one that the ERP has for the customer, where it was read there. `there`: the customer, where it was read again. */
export type KnownCustomer = {
  customerId: string;
  attached: boolean;
  addressId: string | null;
  differences: Difference[];
  there: ErpCustomer | null;
};

const attachedTo = ({ order: { erp: known }, erp: { kind } }: Stage): string | null =>
  known?.system === kind ? known.customerId || null : null;

const knownAs = (customerId: string, more: Partial<KnownCustomer> = {}): ErpResult<KnownCustomer> => ({
  ok: true,
  value: { customerId, attached: true, addressId: null, differences: [], there: null, ...more },
});

type Attachment = { customerId: string; created: boolean };

/** Attaches the customer to the order; `claimed` is the row of the customer that is to say so from now on. */
export const attach = async (
  { platform, thread, order: { orderId }, erp: { kind: system } }: Pick<Stage, 'platform' | 'thread' | 'order' | 'erp'>,
  { customerId, created }: Attachment,
  claimed?: Pick<Claimed, 'id'>,
): Promise<boolean> => {
  const { privacy } = platform;
  const folded = normalName(customerId);
  const theirHash = folded === undefined ? null : await privacy.searchHash('name', folded);
  return transact(platform, hold(orderStream, [orderId]), async ({ tx, now, apply }) => {
    const decide = attachCustomer({ system, customerId, created }, now);
    const outcomes = allDone(await apply(orderStream, [{ id: orderId, thread, decide }]));
    if (claimed) await noteKnown(tx, claimed.id, { orderId, theirHash, at: now });
    return outcomes.some(({ facts }) => facts.length > 0);
  });
};

type Meeting = Pick<Stage, 'platform' | 'order' | 'erp'>;

/** Where orders of one customer meet. */
const meetingOf = async ({ platform: { privacy }, order, erp }: Meeting): Promise<ClaimKey> => {
  const sought = soughtBy(order);
  const key = sought ? await privacy.searchHash(sought.kind, sought.normal) : order.orderId;
  return { merchant: order.merchant, system: erp.kind, kind: 'customer', key };
};

/** Claims the customer of an order; undefined while another order has it. */
const takeCustomer = async (stage: Meeting & Pick<Stage, 'claims'>): Promise<Claimed | undefined> => {
  const { platform, order, claims } = stage;
  const subject = (await readSubjects(platform.database, [order.orderId])).get(order.orderId) ?? null;
  return claims.take({ ...(await meetingOf(stage)), subject });
};

/** Claims the customer of an order. Throws an Upstream while another order has it. */
export const claimCustomer = async (stage: Meeting & Pick<Stage, 'claims'>): Promise<Claimed> => {
  const claimed = await takeCustomer(stage);
  if (!claimed) throw busy('this customer');
  return claimed;
};

/** A customer as the ERP finds one; undefined where it knows none. */
const found = async ({ order, erp, door }: Stage): Promise<ErpResult<ErpCustomer | undefined>> => {
  const sought = soughtBy(order);
  if (!sought) return { ok: true, value: undefined };
  const ways =
    sought.kind === 'email'
      ? [{ email: sought.given }]
      : [...new Set([sought.given, `+${sought.normal}`])].map((phone) => ({ phone }));
  for (const way of ways) {
    const customers = await erp.customersBy(door, way);
    if (!customers.ok) return customers;
    if (customers.value[0]) return { ok: true, value: customers.value[0] };
  }
  return { ok: true, value: undefined };
};

/** What another order has found out of the same customer. */
const knownBy = async (stage: Stage): Promise<string | null> => {
  const { database, privacy } = stage.platform;
  const orderId = await orderKnowing(database, await meetingOf(stage));
  if (orderId === undefined) return null;
  const known = (await orderRows.whole(privacy).byIds(database, [orderId])).get(orderId)?.erp;
  return known?.system === stage.erp.kind ? known.customerId || null : null;
};

const lookEveryMs = 100;
const mostLooks = 25;

/**
 * The customer as another order found out, or the claim by which this one may find out. Finding out takes a moment, so it is
 * waited for here. Throws an Upstream where it takes longer.
 */
const knownOrClaimed = async (stage: Stage): Promise<string | Claimed> => {
  for (let look = 0; look < mostLooks; look++) {
    const known = await knownBy(stage);
    if (known !== null) return known;
    const claimed = await takeCustomer(stage);
    if (claimed) return (await knownBy(stage)) ?? claimed;
    await sleep(lookEveryMs);
  }
  throw busy('this customer');
};

const findOrAdd = async (stage: Stage): Promise<ErpResult<KnownCustomer>> => {
  const known = await knownOrClaimed(stage);
  if (typeof known === 'string')
    return knownAs(known, { attached: await attach(stage, { customerId: known, created: false }) });
  const there = await found(stage);
  if (!there.ok) return there;
  if (there.value) {
    const { id: customerId } = there.value;
    return knownAs(customerId, { attached: await attach(stage, { customerId, created: false }, known) });
  }
  const added = await stage.erp.addCustomer(stage.door, buyerOf(stage.order));
  if (!added.ok) return added;
  const { id: customerId } = added.value;
  return knownAs(customerId, { attached: await attach(stage, { customerId, created: true }, known) });
};

/** Reads the customer in the ERP again, by the id it had there and else by what it is found by. */
export const readAgain = async (stage: Stage): Promise<ErpResult<ErpCustomer | undefined>> => {
  const id = attachedTo(stage);
  if (id === null) return found(stage);
  const same = await stage.erp.customersBy(stage.door, { id });
  if (!same.ok) return same;
  return same.value[0] ? { ok: true, value: same.value[0] } : found(stage);
};

const fromSource = async (stage: Stage): Promise<ErpResult<KnownCustomer>> => {
  const there = await readAgain(stage);
  if (!there.ok) return there;
  if (!there.value) return findOrAdd(stage);
  const { id: customerId, address } = there.value;
  const attached = await attach(stage, { customerId, created: false }, await claimCustomer(stage));
  const differences = differencesOf(buyerOf(stage.order), there.value);
  return knownAs(customerId, { attached, differences, addressId: address?.id ?? null, there: there.value });
};

/** The customer of the order in the ERP. Throws an Upstream while another order is finding out. */
export const customerStep = async (stage: Stage): Promise<ErpResult<KnownCustomer>> => {
  if (stage.fromSource) return fromSource(stage);
  const customerId = attachedTo(stage);
  return customerId === null ? findOrAdd(stage) : knownAs(customerId, { attached: false });
};
