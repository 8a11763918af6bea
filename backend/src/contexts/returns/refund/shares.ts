/** A sum shared over parts so that the shares add up to it: whole minor units, the largest remainders first. Pure. */

const sum = (all: readonly bigint[]): bigint => all.reduce((total, one) => total + one, 0n);

/**
 * Shares of a sum by weights, which stand in the order of the weights; of equal remainders the first gets the unit. Where all
 * weights are nothing each part weighs the same.
 */
export const sharesOf = (total: number, weights: readonly bigint[]): number[] => {
  if (weights.length === 0) return [];
  const weighed = sum(weights) > 0n ? weights : weights.map(() => 1n);
  const whole = sum(weighed);
  const parts = weighed.map((weight, index) => {
    const exact = BigInt(total) * weight;
    return { index, share: exact / whole, rest: exact % whole };
  });
  const left = Number(BigInt(total) - sum(parts.map(({ share }) => share)));
  const first = [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const more = new Set(first.slice(0, left).map(({ index }) => index));
  return parts.map(({ index, share }) => Number(share) + (more.has(index) ? 1 : 0));
};

/** A fraction as a whole number, halves up. */
export const rounded = (above: bigint, below: bigint): number => Number((2n * above + below) / (2n * below));
