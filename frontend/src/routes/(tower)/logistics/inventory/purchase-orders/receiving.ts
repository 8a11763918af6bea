/** A delivery as it is counted at the dock: what was typed for each line, what is wrong with it, and what it will change. Pure. */
import type { PurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { count } from '#lib/format.ts';
import { type FieldError, type WholeRule, wholeErrors, wholeOf } from '../parts/whole-numbers.ts';

type Line = PurchaseOrder['lines'][number];
export type DockLine = {
  sku: string;
  /** Units still expected of it; null of what nobody ordered. */
  open: number | null;
  good: string;
  broken: string;
  packs: string;
  packSize: string;
  bin: string;
  lot: string;
  expiresOn: string;
};

const blank = { good: '', broken: '', packs: '', packSize: '', bin: '', lot: '', expiresOn: '' };

/** Lines of an order by SKU: what came is counted by what it is, not by which line it was ordered on. */
export const dockLines = (lines: readonly Line[]): DockLine[] => {
  const open = new Map<string, number>();
  for (const line of lines) open.set(line.sku, (open.get(line.sku) ?? 0) + line.open);
  return [...open].map(([sku, units]) => ({ sku, open: units, ...blank }));
};

export const unexpected = (sku: string): DockLine => ({ sku, open: null, ...blank });

const texts = ({ good, broken, packs, packSize }: DockLine): string[] => [good, broken, packs, packSize];
/** Lines for which something was typed. */
export const typedLines = (lines: readonly DockLine[]): DockLine[] =>
  lines.filter((line) => texts(line).some((text) => text.trim() !== ''));

const inPacks = ({ packs, packSize }: DockLine): boolean => packs.trim() !== '' || packSize.trim() !== '';

/** Good units of a line: as typed, or by its packs. */
export const goodOf = (line: DockLine): number =>
  line.good.trim() !== ''
    ? (wholeOf(line.good) ?? 0)
    : inPacks(line)
      ? (wholeOf(line.packs) ?? 0) * (wholeOf(line.packSize) ?? 0)
      : 0;
export const brokenOf = ({ broken }: DockLine): number => wholeOf(broken) ?? 0;

/** Paths are of the lines as they are sent. */
export const dockFaults = (lines: readonly DockLine[]): FieldError[] => {
  const rules = typedLines(lines).flatMap((line, i): WholeRule[] => [
    { path: `lines.${i}.accepted`, typed: line.good, optional: true },
    { path: `lines.${i}.damaged`, typed: line.broken, optional: true },
    ...(inPacks(line)
      ? [
          { path: `lines.${i}.packs.count`, typed: line.packs, least: 1, most: 1e6 },
          { path: `lines.${i}.packs.size`, typed: line.packSize, least: 1, most: 1e6 },
        ]
      : []),
  ]);
  return wholeErrors(rules);
};

/** What is sent of the lines for which something was typed. */
export const dockBody = (lines: readonly DockLine[]) =>
  typedLines(lines).map((line) => ({
    sku: line.sku,
    ...(inPacks(line) ? { packs: { count: Number(line.packs), size: Number(line.packSize) } } : {}),
    ...(inPacks(line) && line.good.trim() === '' ? {} : { accepted: goodOf(line) }),
    damaged: brokenOf(line),
    bin: line.bin.trim(),
    ...(line.lot.trim() ? { lot: line.lot.trim() } : {}),
    ...(line.expiresOn ? { expiresOn: line.expiresOn } : {}),
  }));

/** What differs from the order, in words; nothing where all is as expected. */
export const differencesOf = (lines: readonly DockLine[], last: boolean): string[] => {
  const typed = new Set(typedLines(lines).map(({ sku }) => sku));
  return lines.flatMap((line) => {
    const came = goodOf(line) + brokenOf(line);
    const over = line.open === null ? 0 : came - line.open;
    return [
      ...(line.open === null && typed.has(line.sku) ? [`${line.sku}: ${count(came)} that nobody ordered`] : []),
      ...(over > 0 ? [`${line.sku}: ${count(over)} too many`] : []),
      ...(brokenOf(line) > 0 ? [`${line.sku}: ${count(brokenOf(line))} broken`] : []),
      ...(last && over < 0 ? [`${line.sku}: ${count(-over)} missing`] : []),
    ];
  });
};
