/**
 * The webhook receiver as HTTP: raw bytes first, since they are what is signed. It stands before every other middleware
 * because it is the busiest road into the tower.
 */
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { WebhookRequest } from '../connectors/carriers/webhook.ts';
import type { WebhookIntake } from '../contexts/tracking/public.ts';
import { Refusal } from '../kernel/errors.ts';

const name = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const mostQuery = 16_000;

const requestOf = (request: Request): WebhookRequest => {
  const query = request.originalUrl.includes('?')
    ? request.originalUrl.slice(request.originalUrl.indexOf('?') + 1)
    : '';
  const posted = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const pathSecret = request.params.pathSecret;
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    headers: request.headers,
    // A GET push has no body: what it says stands in its query, and that is what is kept.
    rawBody: request.method === 'GET' ? Buffer.from(query) : posted,
    query,
    pathSecret: typeof pathSecret === 'string' ? pathSecret : undefined,
    address: request.ip,
  };
};

const receive =
  (intake: WebhookIntake) =>
  async (request: Request, response: Response): Promise<void> => {
    const carrier = String(request.params.carrier);
    if (!name.test(carrier)) throw new Refusal('missing', 'no_such_connection', 'There is no such carrier connection');
    if (request.originalUrl.length > mostQuery) throw new Refusal('malformed', 'too_long', 'The address is too long');
    const { reply, answer } = await intake.receive(carrier, requestOf(request));
    if (answer) response.status(answer.status).type(answer.contentType).send(answer.body);
    else response.status(reply?.outcome === 'recorded' ? 200 : 202).json(reply);
  };

/**
 * GET or POST /api/logistics/events/webhooks/:carrier, where :carrier is the name of a connection. A carrier that can
 * carry its secret nowhere else has it as one more part of the path.
 */
export const webhookRoute = (intake: WebhookIntake): { path: string; handler: RequestHandler[] } => ({
  path: '/api/logistics/events/webhooks/:carrier{/:pathSecret}',
  handler: [express.raw({ type: () => true, limit: '1mb' }), receive(intake)],
});
