/** Health: `live` says that the process turns, and never asks a store; `ready` asks each of them. */
import { type Endpoint, endpoint } from '@gantry/shared/api/endpoint';
import type { RequestHandler } from 'express';
import { z } from 'zod';
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

/** 200 while this process can answer: it has what it waits for, the database answers, and it is not stopping. */
export const serving =
  (database: Probe, state: { isStopping(): boolean; waitsFor(): string | undefined }): RequestHandler =>
  async (_request, response) => {
    const waitsFor = state.waitsFor();
    const { ok } = await within(database, 2_000);
    const status = state.isStopping() ? 'stopping' : waitsFor !== undefined || !ok ? 'waiting' : 'serving';
    response
      .status(status === 'serving' ? 200 : 503)
      .set({ 'Cache-Control': 'no-store', ...(status === 'serving' ? {} : { 'Retry-After': '1' }) })
      .json({ status, waitsFor: waitsFor ?? (ok ? null : database.name) });
  };

const machine = { method: 'GET', area: 'public', vertical: 'logistics' } as const;
const store = z.object({ name: z.string(), ok: z.boolean(), ms: z.number(), error: z.string().optional() });

/** What machines ask beside the API, for the document. */
export const machineEndpoints: readonly Endpoint[] = [
  endpoint({
    ...machine,
    id: 'health.live',
    path: '/health/live',
    summary: 'Whether the process turns',
    raw: true,
    reply: z.object({ status: z.literal('live') }),
  }),
  endpoint({
    ...machine,
    id: 'health.serving',
    path: '/health/serving',
    summary: 'Whether this process can answer, for load balancers',
    raw: true,
    alsoAnswers: { 503: 'It waits for its database, or is stopping' },
    reply: z.object({ status: z.enum(['serving', 'waiting', 'stopping']), waitsFor: z.string().nullable() }),
  }),
  endpoint({
    ...machine,
    id: 'health.ready',
    path: '/health/ready',
    summary: 'Whether each store answers',
    raw: true,
    alsoAnswers: { 503: 'A store does not answer, or the process is stopping' },
    reply: z.object({ status: z.enum(['ready', 'not_ready', 'stopping']), stores: z.array(store) }),
  }),
];

/** Figures of this process for Prometheus. */
export const readMetrics = endpoint({
  ...machine,
  area: 'manager',
  id: 'metrics.read',
  path: '/metrics',
  summary: 'Figures of this process for Prometheus',
  raw: true,
  produces: 'text/plain',
  refusals: [401, 403],
});
