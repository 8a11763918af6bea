/** What is well and what is ill, in one sentence, and which part of the tower each trouble belongs to. Pure. */
import type { SystemFigures, Trouble } from '@gantry/shared/api/system';

/** A part of the tower, as far as troubles concern it: by the first word of their names. */
export type Part = { title: string; names: readonly string[] };

/** The first word of a trouble's name says what it is about: `store.redis`. */
const kindOf = ({ name }: Trouble): string => name.split('.')[0] ?? name;

/** The part a trouble belongs to; what is told under a subscriber's own name is about that subscriber. */
export const partOf = <P extends Part>(
  parts: readonly P[],
  { subscribers }: SystemFigures,
  trouble: Trouble,
): P | null => {
  const kind = subscribers.some(({ name }) => name === trouble.name) ? 'subscriber' : kindOf(trouble);
  return parts.find(({ names }) => names.includes(kind)) ?? null;
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
const lower = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

/** "Ill: stores and log. Well: subscribers, disks and processes." */
export const verdictOf = (parts: readonly Part[], figures: SystemFigures): string => {
  if (figures.state === 'well') return 'All is well: nothing is more than ten seconds behind.';
  const ill = new Set(figures.troubles.map((trouble) => partOf(parts, figures, trouble)));
  const named = (wanted: boolean): string[] =>
    parts.filter((part) => ill.has(part) === wanted).map(({ title }) => lower(title));
  const others = ill.has(null) ? ['what stands below'] : [];
  const well = named(false);
  return `Ill: ${listed([...named(true), ...others])}.${well.length > 0 ? ` Well: ${listed(well)}.` : ''}`;
};
