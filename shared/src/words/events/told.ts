/** Every event as a sentence with its kind: what pages, the audit and its exports say of it, in the same words. Pure. */
import type { AuditKind } from '../../vocabulary/audit.ts';
import { floorTellers } from './floor.ts';
import { orderTellers } from './orders.ts';
import { inWords } from './phrases.ts';
import { returnTellers } from './returns.ts';
import { stockTellers } from './stock.ts';
import type { About, Told, Words } from './telling.ts';
import { towerTellers } from './tower.ts';
import { trackingTellers } from './tracking.ts';
import { viewTellers } from './views.ts';

/** Words by the name of the event. */
export const eventWords: ReadonlyMap<string, Words> = new Map([
  ...orderTellers,
  ...trackingTellers,
  ...floorTellers,
  ...returnTellers,
  ...stockTellers,
  ...towerTellers,
  ...viewTellers,
]);

/** An event as a sentence; one that cannot be read is told by its name. */
export const toldOf = ({ name, payload }: { name: string; payload: unknown }, about: About): Told =>
  eventWords.get(name)?.tell(payload, about) ?? {
    text: inWords(name.slice(name.indexOf('.') + 1)),
    meaning: 'waiting',
  };

/** What kind of thing an event is in the audit. One that nobody knows here is something that was changed. */
export const kindOf = (name: string): AuditKind => eventWords.get(name)?.kind ?? 'change';

/** The names of events of some kinds. */
export const namesOfKinds = (kinds: ReadonlySet<AuditKind>): string[] =>
  [...eventWords].flatMap(([name, { kind }]) => (kinds.has(kind) ? [name] : []));
