/** The documents of the sandbox's ERPNext and how they are listed: filters, fields and order as Frappe's REST API has them. */
export type ErpDocument = Record<string, unknown> & {
  doctype: string;
  name: string;
  docstatus: number;
  creation: string;
  modified: string;
};

/** Where they lie; a Map will do. */
export type ErpShelf = {
  get(key: string): ErpDocument | undefined;
  set(key: string, document: ErpDocument): unknown;
  delete(key: string): unknown;
  values(): Iterable<ErpDocument>;
};

export const keyOf = ({ doctype, name }: Pick<ErpDocument, 'doctype' | 'name'>): string => `${doctype}/${name}`;

type Condition = {
  rows: (document: ErpDocument) => Record<string, unknown>[];
  field: string;
  operator: string;
  value: unknown;
};

const linksOf = ({ links }: ErpDocument): Record<string, unknown>[] =>
  Array.isArray(links) ? (links as Record<string, unknown>[]) : [];

const conditionOf = (filter: readonly unknown[]): Condition => {
  const [table, field, operator, value] = filter.length === 4 ? filter : ['', ...filter];
  const rows = table === 'Dynamic Link' ? linksOf : (document: ErpDocument) => [document];
  return { rows, field: String(field), operator: String(operator), value };
};

/** A check box that nobody touched is 0 in Frappe's database. */
const cellOf = (row: Record<string, unknown>, field: string): unknown =>
  row[field] ?? (/^(is_|disabled|docstatus)/.test(field) ? 0 : null);

const operators: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  // MariaDB compares without case, as ERPNext's usual database.
  '=': (one, other) => String(one ?? '').toLowerCase() === String(other ?? '').toLowerCase(),
  '!=': (one, other) => String(one ?? '').toLowerCase() !== String(other ?? '').toLowerCase(),
  '<': (one, other) => Number(one) < Number(other),
  in: (one, other) => Array.isArray(other) && other.includes(one),
};

const holds = (document: ErpDocument, { rows, field, operator, value }: Condition): boolean =>
  rows(document).some((row) => operators[operator]?.(cellOf(row, field), value) ?? false);

const listIn = (query: URLSearchParams, name: string): unknown[] => {
  try {
    const read: unknown = JSON.parse(query.get(name) ?? '[]');
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
};

/** The page that a query asks for; documents come oldest first. Child tables are in no list. */
export const listed = (documents: readonly ErpDocument[], query: URLSearchParams): Record<string, unknown>[] => {
  const conditions = listIn(query, 'filters').map((filter) => conditionOf(filter as unknown[]));
  const asked = listIn(query, 'fields').map(String);
  const fields = asked.length > 0 ? asked : ['name'];
  const found = documents.filter((document) => conditions.every((condition) => holds(document, condition)));
  const inOrder = query.get('order_by')?.endsWith('desc') ? found.reverse() : found;
  const most = Number(query.get('limit_page_length') ?? 20);
  return inOrder
    .slice(0, most)
    .map((document) => Object.fromEntries(fields.map((field) => [field, cellOf(document, field)])));
};
