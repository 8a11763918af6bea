/**
 * When a change of one of many things is to be told: at once, then at most once every so often. Pure bookkeeping; the
 * caller asks what is due.
 */
export type Pacing = {
  /** Something about `id` changed at a log position. */
  mark(id: string, seq: number): void;
  /** What may be told now. Everything it answers counts as told. */
  due(now: number): string[];
  /** The oldest position of a change that is still held back; infinite when there is none. */
  readonly oldest: number;
};

/** A pacing that tells of one thing every `holdMs` at most. */
export const createPacing = (holdMs: number): Pacing => {
  const changed = new Map<string, number>();
  const toldAt = new Map<string, number>();
  let swept = 0;
  const forgetOld = (now: number): void => {
    if (now - swept < 5_000) return;
    swept = now;
    for (const [id, at] of toldAt) if (now - at > holdMs) toldAt.delete(id);
  };
  return {
    mark: (id, seq) => {
      if (!changed.has(id)) changed.set(id, seq);
    },
    due: (now) => {
      forgetOld(now);
      const ids = [...changed.keys()].filter((id) => now - (toldAt.get(id) ?? 0) >= holdMs);
      for (const id of ids) {
        changed.delete(id);
        toldAt.set(id, now);
      }
      return ids;
    },
    get oldest() {
      return Math.min(...changed.values(), Number.POSITIVE_INFINITY);
    },
  };
};
