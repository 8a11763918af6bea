/** What an ERPNext of the sandbox world has on its shelf before anybody has done anything: countries and territories. */
import { countryCodes } from '@gantry/shared/values/iso-codes.data';
import { type ErpDocument, type ErpShelf, keyOf } from './sandbox-documents.ts';

const names = new Intl.DisplayNames('en', { type: 'region' });
const made = '2026-01-01 00:00:00.000000';

const document = (doctype: string, name: string, more: object): ErpDocument => ({
  doctype,
  name,
  docstatus: 0,
  creation: made,
  modified: made,
  ...more,
});

/**
 * Furnishes a shelf with all countries, and a territory for each of those named; `elsewhere`: with one for all others, as a
 * fresh ERPNext has it. What is there stays.
 */
export const furnished = <Shelf extends ErpShelf>(
  shelf: Shelf,
  { territories, elsewhere = true }: { territories: readonly string[]; elsewhere?: boolean },
): Shelf => {
  const documents = [
    ...[...countryCodes].map((code) => document('Country', names.of(code) ?? code, { code: code.toLowerCase() })),
    document('Territory', 'All Territories', { is_group: 1 }),
    ...(elsewhere ? [document('Territory', 'Rest Of The World', {})] : []),
    ...territories.map((code) => document('Territory', names.of(code) ?? code, {})),
  ];
  for (const one of documents) if (!shelf.get(keyOf(one))) shelf.set(keyOf(one), one);
  return shelf;
};
