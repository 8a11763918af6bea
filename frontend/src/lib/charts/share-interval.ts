/** How far a share can be trusted: its 95 % interval by Wilson's method (1927), which stays within 0 and 1 for few cases. */
const z = 1.959964;

/** The interval of a share of `n` cases; null where there is no share or no case. */
export const shareInterval = (share: number | null, n: number): { low: number; high: number } | null => {
  if (share === null || n <= 0) return null;
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const middle = share + (z * z) / (2 * n);
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
};
