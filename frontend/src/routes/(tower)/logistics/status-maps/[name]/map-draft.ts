/** Changes of a status map as they are typed, and the request they become. A row is known by its code and its pattern. */

import type { readStatusMap, saveStatusMap } from '@gantry/shared/api/carriers/status-maps';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { CallInput } from '#lib/api.ts';

export type StatusMap = ReplyOf<typeof readStatusMap>;
export type ShownRow = StatusMap['rows'][number];
type SaveBody = NonNullable<CallInput<typeof saveStatusMap>['body']>;
export type Change = { rows: NonNullable<SaveBody['rows']>; removed: NonNullable<SaveBody['removed']> };

/** One row being written. `status` empty: not chosen yet; `none`: known, and moves nothing. */
export type DraftRow = {
  id: string;
  fresh: boolean;
  code: string;
  pattern: string;
  status: string;
  reason: string;
  actionRequiredBy: string;
  validFrom: string;
};

export const keyOf = ({ code, pattern }: { code: string; pattern: string }): string => `${code}\n${pattern}`;

const localTime = (instant: string | null): string => {
  if (instant === null) return '';
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** A row of the map, opened for writing. */
export const draftOf = (row: ShownRow): DraftRow => ({
  id: keyOf(row),
  fresh: false,
  code: row.code,
  pattern: row.pattern,
  status: row.status ?? 'none',
  reason: row.reason ?? '',
  actionRequiredBy: row.actionRequiredBy ?? '',
  validFrom: localTime(row.validFrom),
});

let made = 0;
/** A row that is not in the map yet. */
export const newRow = (code = ''): DraftRow => ({
  id: `new ${++made}`,
  fresh: true,
  code,
  pattern: '',
  status: '',
  reason: '',
  actionRequiredBy: '',
  validFrom: '',
});

/** What is not filled in yet, by the paths the server would use. */
export const faultsOf = (rows: readonly DraftRow[]): { path: string; message: string }[] => {
  const seen = new Set<string>();
  return rows.flatMap((row, i) => {
    const key = keyOf({ code: row.code.trim(), pattern: row.pattern.trim() });
    const twice = row.code.trim() !== '' && seen.has(key);
    seen.add(key);
    return [
      ...(row.code.trim() === '' ? [{ path: `rows.${i}.code`, message: 'which code?' }] : []),
      ...(row.status === '' ? [{ path: `rows.${i}.status`, message: 'what does it mean?' }] : []),
      ...(twice ? [{ path: `rows.${i}.pattern`, message: 'another row has the same code and pattern' }] : []),
    ];
  });
};

/** The request of complete rows. */
export const changeOf = (rows: readonly DraftRow[], removed: readonly { code: string; pattern: string }[]): Change =>
  ({
    rows: rows.map((row) => ({
      code: row.code.trim(),
      pattern: row.pattern.trim(),
      status: row.status === 'none' ? null : row.status,
      reason: row.reason || null,
      actionRequiredBy: row.actionRequiredBy || null,
      validFrom: row.validFrom ? new Date(row.validFrom).toISOString() : null,
    })),
    removed: removed.map(({ code, pattern }) => ({ code, pattern })),
  }) as Change;

/** Rows in which a text occurs, in code, pattern, the carrier's words or the status. */
export const matching = (rows: readonly ShownRow[], text: string): ShownRow[] => {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...rows];
  return rows.filter((row) =>
    [row.code, row.pattern, row.label, row.status ?? '', row.reason ?? ''].some((part) =>
      part.toLowerCase().replaceAll('_', ' ').includes(wanted.replaceAll('_', ' ')),
    ),
  );
};
