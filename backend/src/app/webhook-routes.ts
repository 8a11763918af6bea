/**
 * The webhook receiver as HTTP: raw bytes first, since they are what is signed. It stands before every other middleware
 * because it is the busiest road into the tower.
 */
import express, { type RequestHandler } from 'express';
import type { Intake } from '../contexts/tracking/public.ts';
import { Refusal } from '../kernel/errors.ts';

const name = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** POST /api/logistics/events/webhooks/:carrier, where :carrier is the name of a connection. */
export const webhookRoute = (intake: Intake): { path: string; handler: RequestHandler[] } => ({
  path: '/api/logistics/events/webhooks/:carrier',
  handler: [
    express.raw({ type: () => true, limit: '1mb' }),
    async (request, response) => {
      const carrier = String(request.params.carrier);
      if (!name.test(carrier))
        throw new Refusal('missing', 'no_such_connection', 'There is no such carrier connection');
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const reply = await intake.receive(carrier, { headers: request.headers, rawBody });
      response.status(reply.outcome === 'recorded' ? 200 : 202).json(reply);
    },
  ],
});
