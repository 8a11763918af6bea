/**
 * EventReplay over HTTP: history run again through a new status map, the judgement of today or the fold of rows, into a
 * side table, with a report of what differs; nothing is replaced before somebody says so, and no message is sent twice.
 */
import { z } from 'zod';
import { instant } from '../events/define.ts';
import { slug } from '../vocabulary/channels.ts';
import { endpoint, pageOf, pageQuery } from './endpoint.ts';
import { givenInstant, inOrder } from './given-time.ts';

export const replaySubjects = ['status_map', 'standings', 'rows'] as const;
export const replayReport = z.object({
  replayId: z.string(),
  subject: z.enum(replaySubjects),
  map: slug.nullable(),
  state: z.enum(['running', 'ready', 'applied', 'failed', 'discarded']),
  startedAt: instant,
  finishedAt: instant.nullable(),
  events: z.number().describe('Events read'),
  streams: z.number().describe('Shipments judged again'),
  differing: z.number().describe('Shipments for which it comes out different'),
  error: z.string().nullable(),
});
export type ReplayReport = z.infer<typeof replayReport>;

export const startReplay = endpoint({
  id: 'tracking.start_replay',
  operator: true,
  method: 'POST',
  path: '/api/logistics/events/replay',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Run history again into a side table: all of it, one shipment’s, or a time range’s',
  body: inOrder(
    z.strictObject({
      subject: z
        .enum(replaySubjects)
        .describe(
          'status_map: today’s maps over every scan; standings: today’s judgement; rows: the fold of events against the rows',
        ),
      map: slug.optional().describe('Only scans of this map (subject status_map)'),
      shipment: z.string().max(120).optional(),
      from: givenInstant.optional().describe('Shipments with events recorded at or after'),
      to: givenInstant.optional().describe('Shipments with events recorded before'),
    }),
    'from',
    'to',
  ),
  success: 202,
  reply: replayReport,
});
export const readReplay = endpoint({
  id: 'tracking.replay',
  operator: true,
  method: 'GET',
  path: '/api/logistics/events/replay/:replayId',
  area: 'staff',
  vertical: 'logistics',
  summary: 'How far a replay is and what differs',
  params: z.object({ replayId: z.string().min(1).max(120) }),
  reply: replayReport,
});
export const replayDifferences = endpoint({
  id: 'tracking.replay_differences',
  operator: true,
  method: 'GET',
  path: '/api/logistics/events/replay/:replayId/differences',
  area: 'staff',
  vertical: 'logistics',
  summary: 'The shipments for which a replay comes out different',
  params: z.object({ replayId: z.string().min(1).max(120) }),
  query: pageQuery,
  reply: pageOf(
    z.object({
      shipmentId: z.string(),
      trackingNumber: z.string(),
      fields: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
  ),
});
export const applyReplay = endpoint({
  id: 'tracking.apply_replay',
  operator: true,
  method: 'POST',
  path: '/api/logistics/events/replay/:replayId/apply',
  area: 'manager',
  vertical: 'logistics',
  summary: 'Let the outcome of a replay stand: each difference becomes an event of its own',
  params: z.object({ replayId: z.string().min(1).max(120) }),
  success: 202,
  reply: replayReport,
});
