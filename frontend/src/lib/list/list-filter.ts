/** What a list can be narrowed by: one of some choices, a text with proposals, or a day on which its time begins or ends. Pure. */
import { stamp } from '../format.ts';

export type ListFilter = { name: string; label: string } & (
  | {
      choices: readonly { value: string; label: string }[];
      /** The word for no choice; left out where one is always made. */
      any?: string;
    }
  | { proposals: readonly string[] }
  | { day: Edge }
);
/** The address holds an instant: where the day starts, or where it ends. */
export type Edge = 'start' | 'end';

/** The day of an instant by the clock of a zone: "2026-11-28"; empty for a text that is no instant. */
export const dayOf = (instant: string, edge: Edge, timeZone?: string): string => {
  const at = Date.parse(instant);
  // The end of a day is the start of the next one.
  return Number.isNaN(at)
    ? ''
    : stamp(new Date(at - (edge === 'end' ? 1 : 0)).toISOString(), { timeZone }).slice(0, 10);
};

/** Where a day starts or ends by the clock of a zone, as an instant; empty for a text that is no day. */
export const instantOf = (day: string, edge: Edge, timeZone?: string): string => {
  const midnight = Date.parse(`${day}T00:00:00Z`) + (edge === 'end' ? 86_400_000 : 0);
  if (Number.isNaN(midnight)) return '';
  const offset = (at: number) =>
    Date.parse(`${stamp(new Date(at).toISOString(), { timeZone }).replace(' ', 'T')}:00Z`) - at;
  // The offset at the midnight that is looked for may be another one than at the first guess.
  return new Date(midnight - offset(midnight - offset(midnight))).toISOString();
};

/** The last second of a day by the clock of a zone: what holds to the end of a day is shown with that day. */
export const lastSecondOf = (day: string, timeZone?: string): string =>
  new Date(Date.parse(instantOf(day, 'end', timeZone)) - 1_000).toISOString();
