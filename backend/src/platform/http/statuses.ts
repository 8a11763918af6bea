/**
 * The refusals an endpoint can answer, from what `serve` does with it and what it declares itself: the document names them,
 * and a test walks every endpoint to see that no other comes.
 */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { groundVertical } from '@gantry/shared/vocabulary/areas';

const refusalsOf = (endpoint: Endpoint): number[] => {
  // Nothing of what `serve` checks happens at a raw one.
  const { method, path, vertical, raw = false, refusals = [] } = endpoint;
  const writes = method !== 'GET';
  const named = path.includes(':');
  return [
    // An address that cannot be decoded; a parameter nobody knows; a body that is no JSON; an Idempotency-Key too long.
    ...(!raw || named || writes ? [400] : []),
    // A wrong key is refused even where none is needed.
    ...(raw ? [] : [401]),
    // Also of what everybody may: whoever speaks for a merchant that it does not serve, or asks from a page of another site.
    ...(raw && vertical === groundVertical ? [] : [403]),
    // What a PUT names may be new.
    ...(named && method !== 'PUT' ? [404] : []),
    405,
    ...(writes && !raw ? [409] : []),
    ...(writes ? [413, 415] : []),
    ...(writes && !raw ? [422] : []),
    503,
    ...(writes && !raw && !endpoint.reads ? [507] : []),
    ...refusals,
  ];
};

/** Every refusal once, in order. A status that the endpoint declares as an answer of its own is none. */
export const refusalStatuses = (endpoint: Endpoint): number[] =>
  [...new Set(refusalsOf(endpoint))]
    .filter((status) => endpoint.alsoAnswers?.[status] === undefined)
    .sort((a, b) => a - b);
