/**
 * Which methods an address is served for: OPTIONS is told, and whoever comes with another method is refused with the list.
 * Mounted behind the routes, so that it sees what none of them took.
 */
import type { Method } from '@gantry/shared/api/endpoint';
import type { RequestHandler } from 'express';
import { OtherMethods } from '../../kernel/errors.ts';

/** An address as declared, and what it is served for. `raw` ones read their messages themselves: HEAD brings none. */
export type Address = { method: Method; path: string; raw?: boolean; accepts?: string };

/** Express finds its routes whatever their case, with or without a slash at the end. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:[A-Za-z]+/g, '[^/]+')}/?$`, 'i');

const methodsOf = ({ method, raw, accepts }: Address): string[] =>
  method === 'GET' && !(raw && accepts) ? ['GET', 'HEAD'] : [method];

/** The methods an address is served for, in the order of the alphabet; none where it is not served at all. */
export const methodsAt = (addresses: readonly Address[]): ((path: string) => string[]) => {
  const served = addresses.map((address) => ({ pattern: patternOf(address.path), methods: methodsOf(address) }));
  return (path) => {
    const methods = served.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return methods.length === 0 ? [] : [...new Set([...methods, 'OPTIONS'])].sort();
  };
};

/** Answers OPTIONS, and throws an OtherMethods for every other method, at the addresses that are served; others go on. */
export const otherMethods = (addresses: readonly Address[]): RequestHandler => {
  const allowed = methodsAt(addresses);
  return (request, response, next) => {
    const allow = allowed(request.originalUrl.split('?')[0] ?? '');
    if (allow.length === 0) return next();
    if (request.method !== 'OPTIONS') throw new OtherMethods(request.method, allow);
    response
      .status(204)
      .set({ Allow: allow.join(', '), 'Cache-Control': 'no-store' })
      .end();
  };
};
