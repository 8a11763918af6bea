/**
 * Health: `live` says that the process turns, and never asks anything; `serving` that it can answer, for whoever spreads
 * requests over processes; `ready` that the whole tower is well, and what ails it where it is not.
 */
import { type Endpoint, endpoint } from '@gantry/shared/api/endpoint';
import { type SystemFigures, storeFigures, trouble } from '@gantry/shared/api/system';
import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { type Probe, probed } from '../vitals/probes.ts';

const reason = trouble.omit({ process: true });
const readiness = z.object({
  status: z.enum(['ready', 'not_ready', 'stopping']),
  reasons: z.array(reason).describe('What ails the tower, in words and figures; empty when it is ready'),
  stores: z.array(storeFigures),
});
export type Readiness = z.infer<typeof readiness>;

const answer = (response: Response, isWell: boolean, body: object): void => {
  response
    .status(isWell ? 200 : 503)
    .set({ 'Cache-Control': 'no-store', ...(isWell ? {} : { 'Retry-After': '2' }) })
    .json(body);
};

export const live: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'live' });
};

/** What a process says of itself: whether it is stopping, and what it waits for before it can answer. */
export type ProcessState = { isStopping(): boolean; waitsFor(): string | undefined };

/** 200 when nothing ails the tower and this process has begun and is not stopping, else 503 with each reason. */
export const ready =
  (figures: () => Promise<SystemFigures>, { isStopping, waitsFor }: ProcessState): RequestHandler =>
  async (_request, response) => {
    const { asOf, troubles, stores } = await figures();
    const awaited = waitsFor();
    const reasons = troubles.map(({ name, text, since }) => ({ name, text, since }));
    if (awaited !== undefined && !reasons.some(({ name }) => name === 'start'))
      reasons.push({ name: 'start', text: `waiting for ${awaited}`, since: asOf });
    const isReady = reasons.length === 0 && !isStopping();
    const status = isStopping() ? 'stopping' : isReady ? 'ready' : 'not_ready';
    answer(response, isReady, { status, reasons, stores } satisfies Readiness);
  };

/**
 * 200 while this process can answer: it has begun, Postgres is there and it is not stopping. How the rest of the tower is
 * does not matter.
 */
export const serving =
  (postgres: Probe, { isStopping, waitsFor }: ProcessState): RequestHandler =>
  async (_request, response) => {
    const awaited = waitsFor() ?? null;
    const { ok } = isStopping() ? { ok: false } : await probed(postgres);
    const serves = ok && awaited === null;
    const status = serves ? 'serving' : isStopping() ? 'stopping' : 'not_serving';
    answer(response, serves, { status, waitsFor: awaited ?? (ok || isStopping() ? null : 'the database') });
  };

const machine = { method: 'GET', area: 'public', vertical: 'logistics' } as const;

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
    summary: 'Whether this process can answer requests: for load balancers',
    raw: true,
    alsoAnswers: { 503: 'It is starting and waits for something, Postgres does not answer, or it is stopping' },
    reply: z.object({ status: z.enum(['serving', 'not_serving', 'stopping']), waitsFor: z.string().nullable() }),
  }),
  endpoint({
    ...machine,
    id: 'health.ready',
    path: '/health/ready',
    summary: 'Whether the whole tower is well, and what ails it',
    raw: true,
    alsoAnswers: {
      503: 'A store does not answer, something is ten seconds behind or waits, no worker is alive, or the process is stopping',
    },
    reply: readiness,
  }),
];

/** Figures of the tower and of this process for Prometheus. */
export const readMetrics = endpoint({
  ...machine,
  area: 'manager',
  id: 'metrics.read',
  operator: true,
  path: '/metrics',
  summary: 'Figures of the tower and of this process for Prometheus',
  raw: true,
  produces: 'text/plain',
  refusals: [401, 403],
});
