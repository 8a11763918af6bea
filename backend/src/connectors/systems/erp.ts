/**
 * What an ERP connector is: what a merchant's ERP is asked and told about customers and orders, in words of ours. Whatever the
 * ERP says no to comes back as a value with a code, since a customer that is refused is no accident but an answer.
 */
import type { Address } from '@gantry/shared/values/address';
import type { ErpKind } from '@gantry/shared/vocabulary/systems';
import type { Ask } from '../wire/call.ts';

/** What a call may use. `baseUrl` has no slash at its end. */
export type ErpAccess = { baseUrl: string; keyName: string; secret: string; company: string };
/** Whom to ask, and through which door. */
export type ErpDoor = { ask: Ask; access: ErpAccess };

/**
 * `erp_refused`: the ERP's rules say no. `erp_missing`: something it is told of is not there. `erp_duplicate`: what was to be
 * made is there. `erp_changed_meanwhile`: somebody else wrote. `erp_denied`: the key opens nothing, or not this.
 */
export const erpFaultCodes = [
  'erp_refused',
  'erp_missing',
  'erp_duplicate',
  'erp_changed_meanwhile',
  'erp_denied',
  'erp_throttled',
  'erp_failing',
  'erp_unreachable',
  'erp_unreadable',
] as const;
export type ErpFault = {
  code: (typeof erpFaultCodes)[number];
  /** Whether asking the same again may help, without anybody having changed the order. */
  retryable: boolean;
  status: number | null;
  /** The ERP's own words, which may name people. */
  said: string;
};
export type ErpResult<Value> = { ok: true; value: Value } | { ok: false; fault: ErpFault };

/** A customer as an order tells of one. */
export type Buyer = {
  name: string;
  company: string | null;
  email: string | null;
  phone: string | null;
  address: Pick<Address, 'lines' | 'city' | 'state' | 'postalCode' | 'country'>;
};

export type ErpAddress = {
  id: string;
  lines: string[];
  city: string | null;
  state: string | null;
  postalCode: string | null;
  /** As the ERP writes it. */
  country: string | null;
};
/** A customer as the ERP knows one, with the address it sends to. */
export type ErpCustomer = {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  address: ErpAddress | null;
};

/** An order as it is to stand in the ERP. Days are YYYY-MM-DD. */
export type WantedOrder = {
  /** What it is called here, and found by there. */
  reference: string;
  customerId: string;
  placedOn: string;
  deliverOn: string;
  currency: string;
  /** `unitPrice` in minor units of the currency. */
  lines: readonly { sku: string; name: string; quantity: number; unitPrice: number }[];
  /** Null: as the ERP chooses for its customer. */
  addressId: string | null;
};

export type ErpOrderState = 'draft' | 'submitted' | 'cancelled';
/** `version` says what was read: who writes over something newer is refused. */
export type ErpOrder = { id: string; state: ErpOrderState; version: string };

/** By what a customer is looked for. */
export type CustomerQuestion = { email: string } | { phone: string } | { id: string };

export type ErpSystem = {
  kind: ErpKind;
  /** Customers that a question finds, the oldest first, without those that are disabled. */
  customersBy(door: ErpDoor, question: CustomerQuestion): Promise<ErpResult<ErpCustomer[]>>;
  addCustomer(door: ErpDoor, buyer: Buyer): Promise<ErpResult<{ id: string }>>;
  /** The id of a customer's address that says the same as the buyer's; made where there is none. */
  addressFor(door: ErpDoor, customerId: string, buyer: Buyer): Promise<ErpResult<{ id: string }>>;
  /**
   * Brings the order of a reference to what is wanted: made and submitted where there is none, amended where it says something
   * else, left alone where it says so already. It may bear another id afterwards.
   */
  bringOrder(door: ErpDoor, wanted: WantedOrder): Promise<ErpResult<ErpOrder>>;
  /** Cancels the order of a reference; nothing happens where there is none that stands. */
  cancelOrder(door: ErpDoor, reference: string): Promise<ErpResult<null>>;
};
