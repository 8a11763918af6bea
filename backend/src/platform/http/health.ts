/** Health: `live` says that the process turns, and never asks a store; `ready` asks each of them. */
import type { RequestHandler } from 'express';
import { messageOf } from '../../kernel/errors.ts';

export type Probe = { name: string; check(): Promise<unknown> };

export const live: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'live' });
};

const within = async (probe: Probe, ms: number): Promise<{ name: string; ok: boolean; ms: number; error?: string }> => {
  const started = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    await Promise.race([probe.check(), late]);
    return { name: probe.name, ok: true, ms: Date.now() - started };
  } catch (error) {
    return {
      name: probe.name,
      ok: false,
      ms: Date.now() - started,
      error: messageOf(error).split('\n')[0]?.slice(0, 200) ?? '',
    };
  } finally {
    clearTimeout(timer);
  }
};

/** 200 when every store answers within two seconds and the tower is not stopping, else 503, with each one's state. */
export const ready =
  (probes: readonly Probe[], isStopping: () => boolean): RequestHandler =>
  async (_request, response) => {
    const stores = await Promise.all(probes.map((probe) => within(probe, 2_000)));
    const ok = !isStopping() && stores.every((store) => store.ok);
    response
      .status(ok ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: isStopping() ? 'stopping' : ok ? 'ready' : 'not_ready', stores });
  };
