/**
 * One regression tree on binned features: how it grows by the gain of its splits, and what it says of a row. A building
 * block of `boosted-trees.ts`.
 */

/** One node: a leaf holds a value; a split sends `value <= threshold` left; a missing value (NaN) goes left when `missingLeft`. */
export type TreeNode =
  | { value: number }
  | { feature: number; threshold: number; missingLeft: boolean; left: number; right: number };

const maxBins = 48;
const missing = 0;

export type Binned = { bins: Uint8Array; edges: Float64Array };

/** Sorts values into bins. Bin 0 is a missing value; bin k holds values above edge k-2 up to edge k-1. */
export const binned = (values: Float64Array): Binned => {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let cut = 1; cut < maxBins; cut++) {
    const edge = known[Math.floor((cut * known.length) / maxBins)];
    if (edge !== undefined && edge !== edges.at(-1) && edge !== known.at(-1)) edges.push(edge);
  }
  const bins = values.map((value) => {
    if (Number.isNaN(value)) return missing;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= (edges[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low + 1;
  });
  return { bins: Uint8Array.from(bins), edges: Float64Array.from(edges) };
};

type Split = { feature: number; bin: number; missingLeft: boolean; gain: number };
export type Grower = {
  columns: readonly Binned[];
  gradients: Float64Array;
  weights: Float64Array;
  chosen: readonly number[];
  leafWeight: number;
};

const gainOf = (sum: number, weight: number): number => (sum * sum) / (weight + 1);

const bestSplitOf = (grower: Grower, rows: Int32Array, feature: number): Split | undefined => {
  const { bins, edges } = grower.columns[feature] as Binned;
  const sums = new Float64Array(edges.length + 2);
  const loads = new Float64Array(edges.length + 2);
  let sum = 0;
  let load = 0;
  for (const row of rows) {
    const at = bins[row] as number;
    const weight = grower.weights[row] as number;
    const pull = (grower.gradients[row] as number) * weight;
    sums[at] = (sums[at] as number) + pull;
    loads[at] = (loads[at] as number) + weight;
    sum += pull;
    load += weight;
  }
  let best: Split | undefined;
  for (const missingLeft of (loads[missing] as number) > 0 ? [true, false] : [true]) {
    let leftSum = missingLeft ? (sums[missing] as number) : 0;
    let leftLoad = missingLeft ? (loads[missing] as number) : 0;
    for (let at = 1; at <= edges.length; at++) {
      leftSum += sums[at] as number;
      leftLoad += loads[at] as number;
      const rightLoad = load - leftLoad;
      if (leftLoad < grower.leafWeight || rightLoad < grower.leafWeight) continue;
      const gain = gainOf(leftSum, leftLoad) + gainOf(sum - leftSum, rightLoad) - gainOf(sum, load);
      if (gain > (best?.gain ?? 1e-9)) best = { feature, bin: at, missingLeft, gain };
    }
  }
  return best;
};

const parted = (rows: Int32Array, bins: Uint8Array, split: Split): [Int32Array, Int32Array] => {
  const both = new Int32Array(rows.length);
  let lower = 0;
  let upper = rows.length;
  for (const row of rows) {
    const bin = bins[row] as number;
    if (bin === missing ? split.missingLeft : bin <= split.bin) both[lower++] = row;
    else both[--upper] = row;
  }
  return [both.subarray(0, lower), both.subarray(lower)];
};

/** Grows one tree over the rows given; `leaves` are the rows of each leaf by its place among the nodes. */
export const growTree = (
  grower: Grower,
  all: Int32Array,
  depth: number,
): { nodes: TreeNode[]; leaves: Map<number, Int32Array> } => {
  const nodes: TreeNode[] = [];
  const leaves = new Map<number, Int32Array>();
  const plant = (rows: Int32Array, left: number): number => {
    const place = nodes.push({ value: 0 }) - 1;
    let best: Split | undefined;
    if (left > 0) {
      for (const feature of grower.chosen) {
        const split = bestSplitOf(grower, rows, feature);
        if (split && split.gain > (best?.gain ?? 0)) best = split;
      }
    }
    if (!best) {
      leaves.set(place, rows);
      return place;
    }
    const column = grower.columns[best.feature] as Binned;
    const [lower, upper] = parted(rows, column.bins, best);
    nodes[place] = {
      feature: best.feature,
      threshold: column.edges[best.bin - 1] as number,
      missingLeft: best.missingLeft,
      left: plant(lower, left - 1),
      right: plant(upper, left - 1),
    };
    return place;
  };
  plant(all, depth);
  return { nodes, leaves };
};

/** The leaf a row of features ends in. */
export const leafOf = (tree: readonly TreeNode[], features: ArrayLike<number>): number => {
  let node = tree[0] as TreeNode;
  while ('feature' in node) {
    const value = features[node.feature] ?? Number.NaN;
    const left = Number.isNaN(value) ? node.missingLeft : value <= node.threshold;
    node = tree[left ? node.left : node.right] as TreeNode;
  }
  return node.value;
};
