/** The figures of /metrics, in Prometheus' format: what moves through the tower and how far behind anything is. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];
export const httpRequests = new Histogram({
  name: 'gantry_http_request_seconds',
  help: 'HTTP requests by endpoint and status',
  labelNames: ['endpoint', 'status'],
  buckets: [0.005, 0.025, 0.1, 0.5, 2],
  registers,
});
export const inboundParts = new Counter({
  name: 'gantry_webhook_scans_total',
  help: 'Parts of raw messages by connection and what became of them',
  labelNames: ['receiver', 'connection', 'outcome'],
  registers,
});
export const inboundRefused = new Counter({
  name: 'gantry_webhooks_refused_total',
  help: 'Raw messages whose signature was not right',
  labelNames: ['receiver', 'connection', 'verdict'],
  registers,
});
export const pageViews = new Counter({
  name: 'gantry_page_views_total',
  help: 'Looks of customers at tracking pages and what became of writing them down',
  labelNames: ['outcome'],
  registers,
});
export const subscriberPosition = new Gauge({
  name: 'gantry_subscriber_position',
  help: 'Log position of a subscriber',
  labelNames: ['subscriber', 'partition'],
  registers,
});
export const partnerCalls = new Histogram({
  name: 'gantry_partner_call_seconds',
  help: 'Calls to the outside',
  labelNames: ['partner', 'operation', 'outcome'],
  buckets: [0.05, 0.25, 1, 2.5, 10],
  registers,
});
export const sealedThrough = new Gauge({
  name: 'gantry_sealed_through_event',
  help: 'Id of the last event from before whose personal values were sealed',
  registers,
});
export const openSockets = new Gauge({ name: 'gantry_sockets', help: 'Connected socket clients', registers });
export const diskRefusing = new Gauge({
  name: 'gantry_disk_refusing',
  help: '1 while writes are refused for want of room on a disk',
  labelNames: ['disk'],
  registers,
});
