/**
 * The one cache with a time limit: remembers what was loaded for a while, loads a key once however many ask for it
 * together, and never remembers a failure. It is made where it is used; nothing of it is shared between modules.
 */
export type Cache<K, V> = {
  /** The remembered answer, or a fresh one. Throws what loading throws. */
  get(key: K): Promise<V>;
  /** Forgets everything; what is being loaded now answers those who wait for it and is not remembered. */
  clear(): void;
};

type Entry<V> = { since: number; pending: boolean; value: Promise<V> };

/** Makes a cache. An answer is never older than `ttlMs`, counted from when its loading began; beyond `most` the oldest goes. */
export const createCache = <K, V>({
  ttlMs,
  most,
  load,
  now = Date.now,
}: {
  ttlMs: number;
  most: number;
  load: (key: K) => Promise<V>;
  now?: () => number;
}): Cache<K, V> => {
  const entries = new Map<K, Entry<V>>();
  const start = (key: K): Entry<V> => {
    const entry: Entry<V> = { since: now(), pending: true, value: Promise.resolve().then(() => load(key)) };
    entry.value.then(
      () => {
        entry.pending = false;
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > most) for (const oldest of entries.keys()) if (entries.delete(oldest)) break;
    return entry;
  };
  return {
    get: (key) => {
      const known = entries.get(key);
      const fresh = known && (known.pending || now() - known.since < ttlMs);
      return (fresh ? known : start(key)).value;
    },
    clear: () => entries.clear(),
  };
};
