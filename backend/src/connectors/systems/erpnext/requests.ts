/**
 * What ERPNext is asked, as calls of Frappe's REST API. What names people stands in queries and bodies and never in a path,
 * since paths are kept in the clear. Pure.
 */
import type { OutsideCall } from '../../wire/call.ts';
import type { ErpAccess } from '../erp.ts';
import { addressFields, customerFields, orderFields } from './documents.ts';

type Filter = readonly [field: string, operator: string, value: unknown] | readonly [string, string, string, unknown];
type Question = { fields: readonly string[]; filters: readonly Filter[]; orderBy?: string; most?: number };

const headersOf = ({ keyName, secret }: ErpAccess): Record<string, string> => ({
  accept: 'application/json',
  authorization: `token ${keyName}:${secret}`,
});

const resource = ({ baseUrl }: ErpAccess, doctype: string, name?: string): string =>
  `${baseUrl}/api/resource/${encodeURIComponent(doctype)}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;

const list = (
  access: ErpAccess,
  { operation, doctype, ...asked }: Question & { operation: string; doctype: string },
): OutsideCall => {
  const query = new URLSearchParams({
    fields: JSON.stringify(asked.fields),
    filters: JSON.stringify(asked.filters),
    order_by: asked.orderBy ?? 'creation asc',
    limit_page_length: String(asked.most ?? 20),
  });
  return { operation, url: `${resource(access, doctype)}?${query}`, headers: headersOf(access) };
};

const write = (
  access: ErpAccess,
  { operation, method, url, body }: { operation: string; method: 'POST' | 'PUT'; url: string; body: object },
): OutsideCall => ({
  operation,
  method,
  url,
  headers: { ...headersOf(access), 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const customersBy = (access: ErpAccess, field: 'email_id' | 'mobile_no' | 'name', value: string): OutsideCall =>
  list(access, {
    operation: 'find_customer',
    doctype: 'Customer',
    fields: customerFields,
    filters: [
      [field, '=', value],
      ['disabled', '=', 0],
    ],
  });

export const addressesOf = (access: ErpAccess, customerIds: readonly string[]): OutsideCall =>
  list(access, {
    operation: 'find_address',
    doctype: 'Address',
    fields: addressFields,
    filters: [
      ['Dynamic Link', 'link_doctype', '=', 'Customer'],
      ['Dynamic Link', 'link_name', 'in', [...customerIds]],
      ['disabled', '=', 0],
    ],
    most: 200,
  });

export const countryBy = (access: ErpAccess, code: string): OutsideCall =>
  list(access, {
    operation: 'find_country',
    doctype: 'Country',
    fields: ['name'],
    filters: [['code', '=', code.toLowerCase()]],
    most: 1,
  });

export const territoriesNamed = (access: ErpAccess, names: readonly string[]): OutsideCall =>
  list(access, {
    operation: 'find_territory',
    doctype: 'Territory',
    fields: ['name'],
    filters: [
      ['name', 'in', [...names]],
      ['is_group', '=', 0],
    ],
  });

export const insert = (access: ErpAccess, operation: string, document: { doctype: string }): OutsideCall =>
  write(access, { operation, method: 'POST', url: resource(access, document.doctype), body: document });

/** The newest first: after an amendment the one before is still there, cancelled. */
export const ordersOf = (access: ErpAccess, reference: string): OutsideCall =>
  list(access, {
    operation: 'find_order',
    doctype: 'Sales Order',
    fields: orderFields,
    filters: [['po_no', '=', reference]],
    orderBy: 'creation desc',
  });

export const readOrder = (access: ErpAccess, id: string): OutsideCall => ({
  operation: 'read_order',
  url: resource(access, 'Sales Order', id),
  headers: headersOf(access),
});

export const updateOrder = (access: ErpAccess, operation: string, change: { id: string; body: object }): OutsideCall =>
  write(access, { operation, method: 'PUT', url: resource(access, 'Sales Order', change.id), body: change.body });

/** Only a draft can be deleted; what was submitted is cancelled. */
export const deleteDraft = (access: ErpAccess, id: string): OutsideCall => ({
  operation: 'delete_draft',
  method: 'DELETE',
  url: resource(access, 'Sales Order', id),
  headers: headersOf(access),
});
