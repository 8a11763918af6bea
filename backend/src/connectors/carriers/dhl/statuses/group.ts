/**
 * How DHL's tables of codes are written down here: codes of one meaning stand together, so that a table can be reviewed,
 * and the rows of the status map are made from that.
 */
import type { ActionRequiredBy, StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { StatusRow } from '../../carrier.ts';

/** A status, why, and who must act where the StatusNormalizer's rule for the reason does not say it already. */
export type Meaning = readonly [status: TrackingStatus | null, reason?: StatusReason, actor?: ActionRequiredBy];

/** Codes of one meaning, each with DHL's own words for it, shortened. */
export type Group = readonly [Meaning, Readonly<Record<string, string>>];

/** The part of a row that says what a code means. */
export const meant = ([status, reason, actor]: Meaning): Omit<StatusRow, 'code' | 'label'> => ({
  status,
  ...(reason ? { reason } : {}),
  ...(actor ? { actionRequiredBy: actor } : {}),
});

/** The rows of a division's groups, their codes under `division:`. */
export const rowsOf = (division: string, groups: readonly Group[]): StatusRow[] =>
  groups.flatMap(([meaning, codes]) =>
    Object.entries(codes).map(([code, label]) => ({ code: `${division}:${code}`, ...meant(meaning), label })),
  );

/** Codes that say what they mean by their own name: `NOT_HOME` is "Not home". */
export const named = (codes: string): Record<string, string> =>
  Object.fromEntries(
    codes
      .trim()
      .split(/\s+/)
      .map((code) => {
        const words = code.toLowerCase().replace(/[_-]+/g, ' ');
        return [code, words.charAt(0).toUpperCase() + words.slice(1)];
      }),
  );

/** Several codes for which the carrier has the same words. */
export const same = (label: string, codes: string): Record<string, string> =>
  Object.fromEntries(codes.split(/\s+/).map((code) => [code, label]));
