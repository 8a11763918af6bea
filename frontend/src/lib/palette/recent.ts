/** Where somebody went by the palette lately: kept in this browser, for each person by themselves. */
import { type Entry, entryKinds } from './entries.ts';

const most = 6;
const keyOf = (caller: string): string => `gantry.recent.${caller}`;

const isEntry = (value: unknown): value is Entry => {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, key, label, detail, href } = value as Record<string, unknown>;
  const texts = [key, label, detail, href].every((text) => typeof text === 'string');
  // An address of our own, whatever somebody wrote into the storage.
  return texts && entryKinds.some((one) => one === kind) && /^\/(?!\/)/.test(String(href));
};

/** The newest first; none where nothing is kept, or something else is. */
export const recentOf = (caller: string): Entry[] => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(caller)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, most) : [];
  } catch {
    return [];
  }
};

export const remember = (caller: string, entry: Entry): void => {
  const others = recentOf(caller).filter(({ kind, key }) => kind !== entry.kind || key !== entry.key);
  try {
    localStorage.setItem(keyOf(caller), JSON.stringify([entry, ...others].slice(0, most)));
  } catch {
    // A browser that keeps nothing has nothing recent.
  }
};
