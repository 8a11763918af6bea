/** What is well and what is ill, in one sentence, and which part of the tower each trouble belongs to. Pure. */
import type { SystemFigures, Trouble } from '@gantry/shared/api/system';

/** A part of the tower, as far as troubles concern it: by the first word of their names. */
export type Part = {
  title: string;
  names: readonly string[];
  /** False while nobody can say how it is. */
  known(figures: SystemFigures): boolean;
  /** True when one of its rows warns. */
  warns?(figures: SystemFigures): boolean;
};
/** `behind`: a row warns, and nothing is ill yet. */
export type Standing = 'well' | 'behind' | 'ill' | 'unknown';

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

/** How each part is: a trouble speaks for itself, what nobody can measure is not well, nor is a part whose row warns. */
export const standingsOf = <P extends Part>(parts: readonly P[], figures: SystemFigures): Map<P, Standing> => {
  const ill = new Set(figures.troubles.map((trouble) => partOf(parts, figures, trouble)));
  const standingOf = (part: P): Standing => {
    if (ill.has(part)) return 'ill';
    if (!part.known(figures)) return 'unknown';
    return part.warns?.(figures) ? 'behind' : 'well';
  };
  return new Map(parts.map((part) => [part, standingOf(part)]));
};

/** Troubles of one part of the tower, together. */
export type TroubleGroup = { title: string; troubles: Trouble[] };

/** Troubles by the part they belong to; what stands alone comes first, for it is more often a cause than a consequence. */
export const groupsOf = (parts: readonly Part[], figures: SystemFigures): TroubleGroup[] => {
  const groups = new Map<string, Trouble[]>();
  for (const trouble of figures.troubles) {
    const title = partOf(parts, figures, trouble)?.title ?? 'Other';
    groups.set(title, [...(groups.get(title) ?? []), trouble]);
  }
  return [...groups]
    .map(([title, troubles]) => ({ title, troubles }))
    .sort((one, other) => one.troubles.length - other.troubles.length);
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
const lower = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

/** True when no trouble is told and no row warns. */
export const isAllWell = (parts: readonly Part[], figures: SystemFigures): boolean =>
  figures.state === 'well' && ![...standingsOf(parts, figures).values()].includes('behind');

/** "Ill: stores and log. To watch: subscribers. Well: disks and processes." */
export const verdictOf = (parts: readonly Part[], figures: SystemFigures): string => {
  if (isAllWell(parts, figures)) return 'All is well: nothing is more than ten seconds behind.';
  const standings = [...standingsOf(parts, figures)];
  const named = (wanted: Standing): string[] =>
    standings.filter(([, standing]) => standing === wanted).map(([{ title }]) => lower(title));
  const others = figures.troubles.some((trouble) => partOf(parts, figures, trouble) === null)
    ? ['what stands below']
    : [];
  const sentences: [string, string[]][] = [
    ['Ill', [...named('ill'), ...others]],
    ['To watch', named('behind')],
    ['Not known', named('unknown')],
    ['Well', named('well')],
  ];
  return sentences
    .filter(([, names]) => names.length > 0)
    .map(([word, names]) => `${word}: ${listed(names)}.`)
    .join(' ');
};
