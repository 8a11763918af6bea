/**
 * Two tellings of one scan: a push and a poll, or two messages, that say it with more or less around it. Which of them is
 * kept must not depend on which came first, so one is the better one by what it says. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Scan } from '@gantry/shared/events/tracking';

const certainty = { given: 2, inferred: 1, unknown: 0 } as const;

/** What a telling says of the scan, apart from when we heard it. */
const told = ({ receivedAt: _, leg: __, correction: ___, ...said }: Scan) => said;

const fieldsOf = (scan: Scan): number => Object.values(scan.place).filter((value) => value !== undefined).length;

const meant = (scan: Scan): number => (scan.status !== null || scan.informational ? 1 : 0);

/** Keys in order, so that two equal tellings print the same. */
const printed = (scan: Scan): string =>
  JSON.stringify(told(scan), (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value,
  );

/** Positive when `a` says the scan better: surer of its time, its meaning known, more of its place; a plain order decides the rest. */
const compare = (a: Scan, b: Scan): number =>
  certainty[a.zone] - certainty[b.zone] ||
  meant(a) - meant(b) ||
  fieldsOf(a) - fieldsOf(b) ||
  a.description.length - b.description.length ||
  (printed(a) < printed(b) ? -1 : 1);

/**
 * The scan as it stands after a second telling: undefined when the telling kept is the better one. When we first heard of
 * the scan stays, and a person's correction is never refined.
 */
export const refined = (kept: Scan, again: Scan): Scan | undefined => {
  if (kept.correction || isDeepStrictEqual(told(kept), told(again)) || compare(again, kept) <= 0) return undefined;
  return { ...again, receivedAt: kept.receivedAt, leg: kept.leg };
};
