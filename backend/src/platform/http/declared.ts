/** What must be true of the endpoints of a process before it answers anybody. */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { areas, verticals } from '@gantry/shared/vocabulary/areas';

const idPattern = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;

const faultsOf = ({ id, area, vertical, path }: Endpoint): string[] => [
  ...(idPattern.test(id) ? [] : [`${path}: the id ${id} is not context.verb`]),
  ...(areas.includes(area) ? [] : [`${id}: no area`]),
  ...(verticals.includes(vertical) ? [] : [`${id}: no vertical`]),
];

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

/** Throws with every fault at once: an endpoint without area or vertical, or two that are called or addressed alike. */
export const insistOnDeclarations = (endpoints: readonly Endpoint[]): void => {
  const ids = repeated(endpoints.map(({ id }) => id));
  const addresses = repeated(endpoints.map(({ method, path }) => `${method} ${path.replace(/:[A-Za-z]+/g, ':')}`));
  const faults = [...endpoints.flatMap(faultsOf), ...[...ids, ...addresses].map((name) => `${name}: declared twice`)];
  if (faults.length > 0) throw new Error(`endpoints that cannot be served:\n${faults.join('\n')}`);
};
