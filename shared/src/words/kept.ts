/** Intl objects cost far more to make than to use, so they are kept; but not for every locale that a stranger may name. */
const most = 600;

/** Makes what a key stands for once, and forgets everything when too much is kept. */
export const keeping = <T>(): ((key: string, make: () => T) => T) => {
  const kept = new Map<string, T>();
  return (key, make) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= most) kept.clear();
    const made = make();
    kept.set(key, made);
    return made;
  };
};
