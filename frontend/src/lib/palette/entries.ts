/** What the palette leads to: pages of the registry, orders, parcels, products; and what was gone to lately. Pure. */
import type { Page } from '@gantry/shared/page';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';

export const entryKinds = ['page', 'order', 'shipment', 'product', 'audit'] as const;
export type EntryKind = (typeof entryKinds)[number];
export type Entry = {
  kind: EntryKind;
  /** What names it among all of its kind. */
  key: string;
  label: string;
  detail: string;
  href: string;
  meaning?: Meaning | null;
  /** The server's own page, which a browser loads whole. */
  external?: true;
};

export const kindNames: Readonly<Record<EntryKind, string>> = {
  page: 'Pages',
  order: 'Orders',
  shipment: 'Parcels',
  product: 'Products',
  audit: 'Audits',
};

export const pageEntry = ({ label, href, about, group, external }: Page): Entry => ({
  kind: 'page',
  key: href,
  label,
  detail: `${group}. ${about}`,
  href,
  ...(external ? { external } : {}),
});

/** How well a page fits what was typed: 0 best, null not at all. */
const fitOf = ({ label, detail }: Entry, text: string): number | null => {
  const name = label.toLowerCase();
  if (name.startsWith(text)) return 0;
  if (name.split(/\s+/).some((word) => word.startsWith(text))) return 1;
  if (name.includes(text)) return 2;
  // One letter is in every sentence.
  return text.length > 2 && detail.toLowerCase().includes(text) ? 3 : null;
};

/** Pages that fit, best first; all of them where nothing was typed. */
export const pagesLike = (pages: readonly Entry[], typed: string): Entry[] => {
  const text = typed.trim().toLowerCase();
  if (text === '') return [...pages];
  return pages
    .flatMap((page) => {
      const fit = fitOf(page, text);
      return fit === null ? [] : [{ page, fit }];
    })
    .sort((a, b) => a.fit - b.fit)
    .map(({ page }) => page);
};

/**
 * Of what was found for less text, what still fits the text that stands there now: nothing else may be gone to while the
 * answer to it is on its way.
 */
export const stillFits = (entries: readonly Entry[], typed: string): Entry[] => {
  const text = typed.trim().toLowerCase();
  return entries.filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(text));
};

export type Group = { kind: EntryKind; title: string; entries: readonly Entry[] };
/** Groups in the order of the kinds, but first the one that has exactly what was typed; those without entries are left out. */
export const grouped = (groups: readonly Group[], typed: string): Group[] => {
  const text = typed.trim().toLowerCase();
  const exact = ({ entries }: Group) => entries.some(({ label }) => label.toLowerCase() === text);
  return groups.filter(({ entries }) => entries.length > 0).sort((a, b) => Number(exact(b)) - Number(exact(a)));
};
