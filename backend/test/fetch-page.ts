/** A page of a tower as a visitor gets it. Pages learn from their process where its API is, and a process of tests has had several. */
import type { TestTower } from './tower.ts';

export const fetchPage = (
  tower: Pick<TestTower, 'origin'>,
  path: string,
  init: RequestInit = {},
): Promise<Response> => {
  process.env.GANTRY_INTERNAL_ORIGIN = tower.origin;
  return fetch(`${tower.origin}${path}`, init);
};
