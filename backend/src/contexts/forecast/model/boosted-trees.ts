/**
 * Gradient boosted regression trees for one quantile, small and pure: what learns the shape of transit times from a few
 * thousand rows. Method: Friedman (2001), "Greedy function approximation", with the leaves of the pinball loss refitted
 * to the weighted quantile of their residuals, on binned features.
 */
import { binned, growTree, leafOf, type TreeNode } from './regression-tree.ts';

export type BoostedTrees = { start: number; trees: TreeNode[][] };

export type BoostSettings = {
  /** The quantile that is learned: 0.5 minimises the absolute error. */
  share: number;
  rounds: number;
  depth: number;
  rate: number;
  /** Least weight of rows in a leaf. */
  leafWeight: number;
  /** Share of rows and of features each tree sees. */
  rowShare: number;
  featureShare: number;
  seed: number;
  /** Which features (column numbers) may be used; all when absent. */
  allowed?: readonly number[];
};
export type BoostRows = { features: readonly Float64Array[]; targets: Float64Array; weights: Float64Array };

/** Deterministic noise (mulberry32): the same history gives the same model. */
const randomOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** The value below which `share` of the weight lies; NaN without weight. */
export const weightedQuantile = (pairs: { value: number; weight: number }[], share: number): number => {
  pairs.sort((one, other) => one.value - other.value);
  const total = pairs.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return Number.NaN;
  let below = 0;
  for (let index = 0; index < pairs.length; index++) {
    const pair = pairs[index] as { value: number; weight: number };
    const reach = below + pair.weight;
    if (reach >= share * total) {
      const next = pairs[index + 1];
      return reach === share * total && next ? (pair.value + next.value) / 2 : pair.value;
    }
    below = reach;
  }
  return pairs.at(-1)?.value ?? Number.NaN;
};

/** What the trees say of one row of features (NaN or absent: unknown). */
export const predictTrees = (model: BoostedTrees, features: ArrayLike<number>): number => {
  let sum = model.start;
  for (const tree of model.trees) sum += leafOf(tree, features);
  return sum;
};

const rowsOf = (features: readonly Float64Array[], count: number): Float64Array[] =>
  Array.from({ length: count }, (_, row) => Float64Array.from(features, (column) => column[row] as number));

/** The shift that suits the residuals of a leaf best, for the quantile asked. */
const leafValue = (members: Int32Array, { targets, weights, fitted, share }: Fitting): number => {
  const residuals = Array.from(members, (row) => ({
    value: (targets[row] as number) - (fitted[row] as number),
    weight: weights[row] as number,
  }));
  return residuals.length === 0 ? 0 : weightedQuantile(residuals, share);
};

type Fitting = Pick<BoostRows, 'targets' | 'weights'> & { fitted: Float64Array; share: number };

const gradientsOf = ({ targets, fitted, share }: Fitting): Float64Array =>
  targets.map((target, row) => (target > (fitted[row] as number) ? share : share - 1));

/** Learns a quantile of the targets. `features` are columns of equal length; NaN is a missing value. */
export const boostTrees = ({ features, targets, weights }: BoostRows, settings: BoostSettings): BoostedTrees => {
  const { share, rate, rounds, depth, rowShare, featureShare, leafWeight } = settings;
  const count = targets.length;
  if (count === 0) return { start: 0, trees: [] };
  const random = randomOf(settings.seed);
  const columns = features.map(binned);
  const allowed = settings.allowed ?? columns.map((_, feature) => feature);
  const matrix = rowsOf(features, count);
  const everyRow = Int32Array.from({ length: count }, (_, row) => row);
  const start = weightedQuantile(
    Array.from(targets, (value, row) => ({ value, weight: weights[row] as number })),
    share,
  );
  const fitting = { targets, weights, fitted: new Float64Array(count).fill(start), share };
  const trees: TreeNode[][] = [];
  for (let round = 0; round < rounds; round++) {
    const seen = everyRow.filter(() => random() < rowShare);
    const chosen = allowed.filter(() => random() < featureShare);
    const grower = { columns, gradients: gradientsOf(fitting), weights, chosen, leafWeight };
    const { nodes, leaves } = growTree(grower, seen, depth);
    for (const [place, members] of leaves) nodes[place] = { value: rate * leafValue(members, fitting) };
    trees.push(nodes);
    for (let row = 0; row < count; row++) {
      fitting.fitted[row] = (fitting.fitted[row] as number) + leafOf(nodes, matrix[row] as Float64Array);
    }
  }
  return { start, trees };
};
