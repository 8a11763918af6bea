/** A context is a value: what it serves, what it listens to, what it works on. The root plugs it in. */

import type { Stream } from './execute.ts';
import type { Route } from './http/serve.ts';
import type { Job } from './jobs.ts';
import type { Platform } from './platform.ts';
import type { Subscriber } from './subscribe.ts';

/** How a message in the Trash goes on from where it stopped. Throws when it cannot, saying why. */
export type Resumer = { handler: string; resume(platform: Platform, payload: unknown): Promise<void> };

export type Context = {
  name: string;
  routes?: readonly Route[];
  subscribers?: readonly Subscriber[];
  jobs?: readonly Job<never>[];
  /** Every stream it writes: the replay test folds each one again and compares. */
  streams?: readonly Stream<never>[];
  resumers?: readonly Resumer[];
};
