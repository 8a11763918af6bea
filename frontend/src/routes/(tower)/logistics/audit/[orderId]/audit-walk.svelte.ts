/** Where somebody is in the timeline: the entry in hand, those that are open, the one the address names. For all its parts. */
import { createContext, tick } from 'svelte';

export class AuditWalk {
  /** The entry that keys go from. */
  current = $state<string | null>(null);
  /** The entry that the address names. */
  marked = $state<string | null>(null);
  /** Entries whose body is open. */
  opened = $state.raw<ReadonlySet<string>>(new Set());
  /** All of it is drawn, for paper. */
  whole = $state(false);
  /** What people call a carrier or a channel. */
  readonly partner: (name: string) => string;

  constructor(partner: (name: string) => string) {
    this.partner = partner;
  }

  toggle(entryId: string): void {
    const opened = new Set(this.opened);
    if (!opened.delete(entryId)) opened.add(entryId);
    this.opened = opened;
  }

  /** Draws the entry where it is not drawn yet, shows it and gives it the focus. */
  async show(entryId: string, block: ScrollLogicalPosition = 'center'): Promise<void> {
    this.current = entryId;
    await tick();
    const place = () => document.getElementById(entryId)?.scrollIntoView({ block });
    place();
    document.getElementById(entryId)?.focus({ preventScroll: true });
    // What is drawn around it now takes another room than was kept for it.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    place();
    // A page that has just been gone to gives the focus to its top once it is drawn.
    if (document.activeElement === document.body) document.getElementById(entryId)?.focus({ preventScroll: true });
  }
}

export const [auditWalk, setAuditWalk] = createContext<AuditWalk>();
