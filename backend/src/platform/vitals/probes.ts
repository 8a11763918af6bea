/** Asks a store whether it is there, and waits for the answer only so long. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StoreFigures } from '@gantry/shared/api/system';
import { within } from '../../kernel/deadline.ts';
import { messageOf } from '../../kernel/errors.ts';

export type Probe = { name: string; check(): Promise<unknown> };

const withinMs = 2_000;

/** Asks one store. Never rejects. */
export const probed = async ({ name, check }: Probe): Promise<StoreFigures> => {
  const started = Date.now();
  try {
    await within(check(), withinMs, () => new Error(`no answer in ${withinMs} ms`));
    return { name, ok: true, ms: Date.now() - started, error: null };
  } catch (error) {
    const [line = ''] = messageOf(error).split('\n');
    return { name, ok: false, ms: Date.now() - started, error: line.slice(0, 200) || 'no answer' };
  }
};

const againMs = 100;

/** Asks again for a while before it says no: on a busy machine one late answer does not mean that a store is away. */
export const patiently = (check: () => Promise<unknown>, forMs: number) => async (): Promise<unknown> => {
  const until = Date.now() + forMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() >= until) throw error;
      await pause(againMs);
    }
  }
};
