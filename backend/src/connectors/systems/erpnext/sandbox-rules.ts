/** What the sandbox's ERPNext names its documents, and what it does not let pass. */
import type { ErpDocument, ErpShelf } from './sandbox-documents.ts';
import { no, type Objection } from './sandbox-objections.ts';

/** Whose books they are, and what is in them from the beginning. */
export type Books = {
  company: string;
  /** Whether there is an item of a SKU. */
  sells(sku: string): boolean;
  /** Why people there do not let a new document pass; undefined where they do. */
  objects?(document: ErpDocument): string | undefined;
};
type Desk = Books & { shelf: ErpShelf; now(): Date; all(doctype: string): ErpDocument[] };

const isThere = ({ shelf }: Desk, doctype: string, name: unknown): boolean =>
  typeof name === 'string' && shelf.get(`${doctype}/${name}`) !== undefined;

/** The first number of a series that no document bears. */
const inSeries = (desk: Desk, doctype: string, name: (n: number) => string, from: number): string => {
  for (let n = from; ; n++) if (!isThere(desk, doctype, name(n))) return name(n);
};

/** The name a document gets: customers theirs, orders one of a series, amendments that of the first with a number behind it. */
export const nameFor = (document: ErpDocument, desk: Desk): string => {
  const { doctype } = document;
  if (doctype === 'Sales Order') {
    const { amended_from: from } = document;
    if (typeof from === 'string' && from !== '') {
      const first = from.replace(/^(SAL-ORD-\d{4}-\d+)-\d+$/, '$1');
      return inSeries(desk, doctype, (n) => `${first}-${n}`, 1);
    }
    const year = desk.now().getUTCFullYear();
    const name = (n: number): string => `SAL-ORD-${year}-${String(n).padStart(5, '0')}`;
    return inSeries(desk, doctype, name, desk.all(doctype).length + 1);
  }
  const own =
    doctype === 'Address' ? `${document.address_title}-${document.address_type}` : String(document.customer_name);
  return isThere(desk, doctype, own)
    ? inSeries(desk, doctype, (n) => `${own}${doctype === 'Address' ? '-' : ' - '}${n}`, 1)
    : own;
};

const lacks = (document: ErpDocument, fields: readonly string[]): Objection | undefined => {
  const missing = fields.filter((field) => document[field] === undefined || document[field] === '');
  return missing.length === 0
    ? undefined
    : no('MandatoryError', `[${document.doctype}, ${document.name}]: ${missing.join(', ')}`);
};

const customer = (document: ErpDocument, desk: Desk): Objection | undefined => {
  const missing = lacks(document, ['customer_name', 'territory']);
  if (missing) return missing;
  return isThere(desk, 'Territory', document.territory)
    ? undefined
    : no('LinkValidationError', `Could not find Territory: ${String(document.territory)}`);
};

const address = (document: ErpDocument, desk: Desk): Objection | undefined => {
  const missing = lacks(document, ['address_line1', 'city', 'country']);
  if (missing) return missing;
  const [link] = (document.links ?? []) as { link_doctype?: string; link_name?: string }[];
  return link && isThere(desk, String(link.link_doctype), link.link_name)
    ? undefined
    : no('LinkValidationError', `Could not find Row #1: Link Name: ${link?.link_name ?? ''}`);
};

type Item = { item_code?: string; qty?: number };
const itemsOf = ({ items }: ErpDocument): Item[] => (Array.isArray(items) ? (items as Item[]) : []);

const unknownLink = (document: ErpDocument, desk: Desk): string | undefined => {
  if (document.company !== desk.company) return `Company: ${String(document.company)}`;
  if (!isThere(desk, 'Customer', document.customer)) return `Customer: ${String(document.customer)}`;
  const row = itemsOf(document).findIndex(({ item_code = '' }) => !desk.sells(item_code));
  return row < 0 ? undefined : `Row #${row + 1}: Item Code: ${itemsOf(document)[row]?.item_code ?? ''}`;
};

const newOrder = (document: ErpDocument, desk: Desk): Objection | undefined => {
  const link = unknownLink(document, desk);
  if (link !== undefined) return no('LinkValidationError', `Could not find ${link}`);
  if (itemsOf(document).length === 0) return lacks({ ...document, items: undefined }, ['items']);
  if (String(document.delivery_date) < String(document.transaction_date))
    return no('ValidationError', 'Expected Delivery Date should be after Sales Order Date');
  const same = desk
    .all('Sales Order')
    .find(
      (one) =>
        one.name !== document.name &&
        one.docstatus < 2 &&
        one.po_no === document.po_no &&
        one.customer === document.customer,
    );
  return same === undefined
    ? undefined
    : no(
        'ValidationError',
        `Sales Order ${same.name} already exists against Customer's Purchase Order ${String(document.po_no)}`,
      );
};

const afterSubmit = (document: ErpDocument, before: ErpDocument): Objection | undefined => {
  if (before.docstatus === 2 || document.docstatus < before.docstatus)
    return no('DocstatusTransitionError', `Cannot change docstatus from ${before.docstatus} to ${document.docstatus}`);
  if (document.docstatus === 2 && Number(before.per_delivered ?? 0) > 0)
    return no('LinkExistsError', `Cannot cancel because submitted Delivery Note of <b>${before.name}</b> exists`);
  const changed = JSON.stringify(document.items) !== JSON.stringify(before.items);
  return changed ? no('UpdateAfterSubmitError', 'Not allowed to change Items after submission') : undefined;
};

const order = (document: ErpDocument, before: ErpDocument | undefined, desk: Desk): Objection | undefined => {
  if (before && before.docstatus > 0) return afterSubmit(document, before);
  if (before && document.docstatus === 2)
    return no('DocstatusTransitionError', 'Cannot change docstatus from 0 (Draft) to 2 (Cancelled)');
  return newOrder(document, desk);
};

/** Why a document cannot be written; undefined where it can. */
export const checked = (document: ErpDocument, before: ErpDocument | undefined, desk: Desk): Objection | undefined => {
  const veto = before ? undefined : desk.objects?.(document);
  if (veto !== undefined) return no('ValidationError', veto);
  if (document.doctype === 'Customer') return customer(document, desk);
  if (document.doctype === 'Address') return address(document, desk);
  return document.doctype === 'Sales Order' ? order(document, before, desk) : no('PermissionError', 'Not permitted');
};
