/**
 * ERPNext over Frappe's REST API: customers and their addresses, and sales orders, which are drafts until they are submitted
 * and change afterwards only by being cancelled and amended.
 */
import { z } from 'zod';
import type {
  Buyer,
  CustomerQuestion,
  ErpCustomer,
  ErpDoor,
  ErpOrder,
  ErpResult,
  ErpSystem,
  WantedOrder,
} from '../erp.ts';
import * as documents from './documents.ts';
import { put } from './put.ts';
import * as requests from './requests.ts';

const named = z.object({ name: z.string().min(1) });

const addressRows = (door: ErpDoor, customerIds: readonly string[]): Promise<ErpResult<documents.AddressRow[]>> =>
  put(door, requests.addressesOf(door.access, customerIds), z.array(documents.addressRow));

const fieldOf = (question: CustomerQuestion): ['email_id' | 'mobile_no' | 'name', string] => {
  if ('email' in question) return ['email_id', question.email];
  return 'phone' in question ? ['mobile_no', question.phone] : ['name', question.id];
};

const customersBy = async (door: ErpDoor, question: CustomerQuestion): Promise<ErpResult<ErpCustomer[]>> => {
  const call = requests.customersBy(door.access, ...fieldOf(question));
  const found = await put(door, call, z.array(documents.customerRow));
  const [first] = found.ok ? found.value : [];
  if (!found.ok || !first) return found.ok ? { ok: true, value: [] } : found;
  // The first is the one that is taken, so of the others nobody asks where they live.
  const addresses = await addressRows(door, [first.name]);
  if (!addresses.ok) return addresses;
  const value = found.value.map((row, i) => documents.customerOf(row, i === 0 ? addresses.value : []));
  return { ok: true, value };
};

/** Where every country lies that has no territory of its own, in a fresh ERPNext. */
const elsewhere = 'Rest Of The World';

const countryOf = async (door: ErpDoor, { address }: Buyer): Promise<ErpResult<string | null>> => {
  const found = await put(door, requests.countryBy(door.access, address.country), z.array(named));
  return found.ok ? { ok: true, value: found.value[0]?.name ?? null } : found;
};

const regionOf = async (door: ErpDoor, buyer: Buyer): Promise<ErpResult<documents.Region>> => {
  const country = await countryOf(door, buyer);
  if (!country.ok) return country;
  const names = [...(country.value === null ? [] : [country.value]), elsewhere];
  const found = await put(door, requests.territoriesNamed(door.access, names), z.array(named));
  if (!found.ok) return found;
  const territory = names.find((name) => found.value.some((one) => one.name === name)) ?? null;
  return { ok: true, value: { country: country.value, territory } };
};

const idIn = async (made: Promise<ErpResult<{ name: string }>>): Promise<ErpResult<{ id: string }>> => {
  const result = await made;
  return result.ok ? { ok: true, value: { id: result.value.name } } : result;
};

const addCustomer: ErpSystem['addCustomer'] = async (door, buyer) => {
  const region = await regionOf(door, buyer);
  if (!region.ok) return region;
  const document = documents.customerDocument(buyer, region.value);
  return idIn(put(door, requests.insert(door.access, 'add_customer', document), named));
};

const addressFor: ErpSystem['addressFor'] = async (door, customerId, buyer) => {
  const there = await addressRows(door, [customerId]);
  if (!there.ok) return there;
  const same = there.value.find((row) => documents.isSameAddress(row, buyer));
  if (same) return { ok: true, value: { id: same.name } };
  const country = await countryOf(door, buyer);
  if (!country.ok) return country;
  const region = { country: country.value, territory: null };
  const document = documents.addressDocument(customerId, buyer, region);
  return idIn(put(door, requests.insert(door.access, 'add_address', document), named));
};

/** The orders that bear a reference of ours: the one that stands, and the newest that was cancelled. */
const ordersOf = async (
  door: ErpDoor,
  reference: string,
): Promise<ErpResult<{ standing?: ErpOrder; cancelled?: ErpOrder }>> => {
  const found = await put(door, requests.ordersOf(door.access, reference), z.array(documents.orderRow));
  if (!found.ok) return found;
  const orders = found.value.map(documents.orderOf);
  const standing = orders.find(({ state }) => state !== 'cancelled');
  const cancelled = orders.find(({ state }) => state === 'cancelled');
  return { ok: true, value: { ...(standing ? { standing } : {}), ...(cancelled ? { cancelled } : {}) } };
};

const orderIn = async (made: Promise<ErpResult<documents.OrderRow>>): Promise<ErpResult<ErpOrder>> => {
  const result = await made;
  return result.ok ? { ok: true, value: documents.orderOf(result.value) } : result;
};

const update = (door: ErpDoor, operation: string, change: { id: string; body: object }): Promise<ErpResult<ErpOrder>> =>
  orderIn(put(door, requests.updateOrder(door.access, operation, change), documents.orderRow));

const submit = (door: ErpDoor, { id, version }: ErpOrder): Promise<ErpResult<ErpOrder>> =>
  update(door, 'submit_order', { id, body: { docstatus: 1, modified: version } });

const addOrder = async (door: ErpDoor, wanted: WantedOrder, amends?: ErpOrder): Promise<ErpResult<ErpOrder>> => {
  const document = documents.orderDocument(wanted, door.access.company, amends?.id);
  const draft = await orderIn(put(door, requests.insert(door.access, 'add_order', document), documents.orderRow));
  return draft.ok ? submit(door, draft.value) : draft;
};

const end = async (door: ErpDoor, { id, state, version }: ErpOrder): Promise<ErpResult<null>> => {
  const ended =
    state === 'draft'
      ? await put(door, requests.deleteDraft(door.access, id), z.unknown())
      : await update(door, 'cancel_order', { id, body: { docstatus: 2, modified: version } });
  return ended.ok ? { ok: true, value: null } : ended;
};

/**
 * Amends an order that says something else: a draft is written over, a submitted one is cancelled and made again. It goes where
 * it went before, unless an address is wanted.
 */
const amend = async (
  door: ErpDoor,
  there: documents.WholeOrder,
  { addressId, ...rest }: WantedOrder,
): Promise<ErpResult<ErpOrder>> => {
  const order = documents.orderOf(there);
  const wanted = { ...rest, addressId: addressId ?? there.shipping_address_name ?? null };
  if (order.state === 'submitted') {
    const ended = await end(door, order);
    return ended.ok ? addOrder(door, wanted, order) : ended;
  }
  const body = documents.draftChange(wanted, order.version);
  const changed = await update(door, 'change_order', { id: order.id, body });
  return changed.ok ? submit(door, changed.value) : changed;
};

const bringOnce: ErpSystem['bringOrder'] = async (door, wanted) => {
  const found = await ordersOf(door, wanted.reference);
  if (!found.ok) return found;
  const { standing, cancelled } = found.value;
  if (!standing) return addOrder(door, wanted, cancelled);
  const there = await put(door, requests.readOrder(door.access, standing.id), documents.wholeOrder);
  if (!there.ok) return there;
  if (!documents.saysSame(there.value, wanted)) return amend(door, there.value, wanted);
  const order = documents.orderOf(there.value);
  return order.state === 'draft' ? submit(door, order) : { ok: true, value: order };
};

const cancelOnce: ErpSystem['cancelOrder'] = async (door, reference) => {
  const found = await ordersOf(door, reference);
  if (!found.ok) return found;
  return found.value.standing ? end(door, found.value.standing) : { ok: true, value: null };
};

/** People work in the ERP too: where they wrote between reading and writing, it is read again. */
const mostReadings = 3;

const readAgain = async <Value>(once: () => Promise<ErpResult<Value>>): Promise<ErpResult<Value>> => {
  for (let reading = 1; ; reading++) {
    const result = await once();
    if (result.ok || result.fault.code !== 'erp_changed_meanwhile' || reading >= mostReadings) return result;
  }
};

export const erpnext: ErpSystem = {
  kind: 'erpnext',
  customersBy,
  addCustomer,
  addressFor,
  bringOrder: (door, wanted) => readAgain(() => bringOnce(door, wanted)),
  cancelOrder: (door, reference) => readAgain(() => cancelOnce(door, reference)),
};
