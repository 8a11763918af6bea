/** Many reasons why a tower is not well in a few words for the person who waits for it: by kind, the first of each in full. */

export type Reason = { name: string; text: string };
/** `kind` stays the same while only figures change. */
export type Lack = { kind: string; text: string };

type Group = { kind: string; reasons: Reason[] };

const mostClauses = 3;
const filling = 'filling';

/** The fact table that is behind or lacks rows by a reason of this name: both end by themselves. */
const tableFilled = (name: string): string | undefined =>
  /^(?:subscriber\.facts\.([^.]+)|facts\.([^.]+)\.rows)$/.exec(name)?.slice(1).find(Boolean);

/** What it is about without which one it is and without figures: eight subscribers behind are one kind. */
const kindOf = ({ name, text }: Reason): string => {
  if (tableFilled(name) !== undefined) return filling;
  const [area = '', ...rest] = name.split('.');
  const which = rest.at(-1);
  if (area === 'store' || which === undefined) return name;
  return `${area}: ${text.replaceAll(which, '').replace(/[\d.,]+/g, '')}`;
};

const grouped = (reasons: readonly Reason[]): Group[] => {
  const groups = new Map<string, Group>();
  for (const reason of reasons) {
    const kind = kindOf(reason);
    const group = groups.get(kind) ?? { kind, reasons: [] };
    group.reasons.push(reason);
    groups.set(kind, group);
  }
  // What ends by itself comes after what may need somebody.
  return [...groups.values()].sort((a, b) => Number(a.kind === filling) - Number(b.kind === filling));
};

const fillingClause = (reasons: readonly Reason[]): string => {
  const tables = new Set(reasons.map(({ name }) => tableFilled(name))).size;
  const behind = reasons.map(({ text }) => Number(/([\d,]+) events? /.exec(text)?.[1]?.replaceAll(',', '') ?? 0));
  const furthest = Math.max(...behind);
  const figures = `${tables} ${tables === 1 ? 'table' : 'tables'}${furthest > 0 ? `, the furthest ${furthest.toLocaleString('en')} events behind` : ''}`;
  return `fact tables are being filled from the log (${figures}); nothing to do`;
};

const clauseOf = ({ kind, reasons: [first, ...more] }: Group): string => {
  if (first === undefined) return '';
  if (kind === filling) return fillingClause([first, ...more]);
  return `${first.name}: ${first.text}${more.length > 0 ? ` (and ${more.length} more of this kind)` : ''}`;
};

/** The reasons in a few clauses; undefined when there are none. A subscriber that says what it waits for is told by that alone. */
export const summaryOf = (reasons: readonly Reason[]): Lack | undefined => {
  const names = new Set(reasons.map(({ name }) => name));
  const groups = grouped(
    reasons.filter(({ name }) => !(name.startsWith('subscriber.') && names.has(name.slice('subscriber.'.length)))),
  );
  if (groups.length === 0) return undefined;
  const rest = groups.length - mostClauses;
  const clauses = groups.slice(0, mostClauses).map(clauseOf);
  return {
    kind: groups
      .map(({ kind }) => kind)
      .sort()
      .join('\n'),
    text: [...clauses, ...(rest > 0 ? [`and ${rest} more in /health/ready`] : [])].join('; '),
  };
};
