/** The keys of the timeline: from entry to entry, to its ends, into an entry, to its cause, to the words it is searched for. */
import type { AuditReading } from './audit-reading.svelte.ts';
import type { AuditWalk } from './audit-walk.svelte.ts';

type Hands = { reading: AuditReading; walk: AuditWalk; follow: (entryId: string) => void };
/** Two keys belong together when the second comes soon. */
const chordMs = 900;

/** The first entry in sight, below what stands over the timeline. */
const inSight = (): string | undefined =>
  [...document.querySelectorAll<HTMLElement>('[data-entry]')].find(
    (entry) => entry.getBoundingClientRect().bottom > 120,
  )?.id;

const step = async ({ reading, walk }: Hands, by: 1 | -1): Promise<void> => {
  const { entries } = reading;
  const at = entries.findIndex(({ entryId }) => entryId === walk.current);
  if (by === 1 && at === entries.length - 1) await reading.next();
  const next = at < 0 ? inSight() : reading.entries[at + by]?.entryId;
  if (next !== undefined) await walk.show(next, 'nearest');
};

/** The last there is, not the last that has been read. */
const toLast = async ({ reading, walk }: Hands): Promise<void> => {
  await reading.rest();
  const last = reading.entries.at(-1);
  if (last) await walk.show(last.entryId);
};

const act = (hands: Hands, key: string, target: HTMLElement): boolean => {
  const { reading, walk, follow } = hands;
  const current = reading.entries.find(({ entryId }) => entryId === walk.current);
  if (key === 'j' || key === 'k') void step(hands, key === 'j' ? 1 : -1);
  else if (key === 'ArrowDown' || key === 'ArrowUp') {
    if (target.dataset.entry === undefined) return false;
    void step(hands, key === 'ArrowDown' ? 1 : -1);
  } else if (key === 'G') void toLast(hands);
  else if (key === '/') document.getElementById('audit-words')?.focus();
  else if (key === 'Enter') {
    if (target.dataset.entry === undefined) return false;
    walk.toggle(target.id);
  } else if (key === 'b' && current?.event?.causationId) follow(current.event.causationId);
  else return false;
  return true;
};

/** A listener for one page; `g` waits for its second key. */
export const auditKeys = (hands: Hands): ((event: KeyboardEvent) => void) => {
  let begunAt = Number.NEGATIVE_INFINITY;
  return (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.('input, select, textarea, dialog')) return;
    if (document.querySelector('dialog[open]')) return;
    const first = hands.reading.entries[0];
    const chord = event.key === 'g' && event.timeStamp - begunAt < chordMs;
    begunAt = event.key === 'g' && !chord ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (chord && first) void hands.walk.show(first.entryId);
    else if (event.key !== 'g' && !act(hands, event.key, target)) return;
    event.preventDefault();
    // The frame of the pages has other uses for some of these keys.
    event.stopImmediatePropagation();
  };
};
