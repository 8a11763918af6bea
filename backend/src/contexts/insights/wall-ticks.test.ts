/** The ticker's lines: a few words for what a supervisor cares about, and nobody's data. */
import type { RecordedEvent } from '@gantry/shared/events/define';
import { describe, expect, it } from 'vitest';
import { tickOf } from './wall-ticks.ts';

const event = (name: string, payload: object): RecordedEvent => ({
  seq: 7,
  id: 'evt_1',
  stream: 'order',
  streamId: 'ord_1',
  version: 1,
  name,
  payload,
  occurredAt: '2026-11-20T11:00:00.000Z',
  zone: 'given',
  receivedAt: '2026-11-20T11:00:01.000Z',
  recordedAt: '2026-11-20T11:00:02.000Z',
  correlationId: 'ord_1',
  causationId: null,
  actor: 'key_1',
});
const scan = { trackingNumber: 'T1', status: 'out_for_delivery', place: { city: 'Toledo', text: 'HUB 7' } };

describe('tickOf', () => {
  it.each([
    ['orders.order_placed', { number: 'A-1' }, 'A-1', 'order placed', 'order_placed'],
    ['orders.order_cancelled', { orderId: 'ord_1', reason: 'x' }, 'order', 'cancelled', 'cancelled'],
    ['shipping.label_created', { trackingNumber: 'T1', carrier: 'acme' }, 'T1', 'label created, acme', 'label_created'],
    ['tracking.scan_recorded', scan, 'T1', 'out for delivery, Toledo', 'out_for_delivery'],
    ['tracking.scan_recorded', { ...scan, place: {} }, 'T1', 'out for delivery', 'out_for_delivery'],
    ['tracking.scan_recorded', { ...scan, status: null }, 'T1', 'code not mapped yet', null],
    ['tracking.exception_opened', { kind: 'lost' }, 'exception', 'lost', 'exception'],
    ['trash.message_trashed', { reason: 'order_without_lines' }, 'trash', 'order without lines', null],
  ])('%s', (name, payload, ref, text, status) => {
    const tick = tickOf(event(name, payload));
    expect(tick).toEqual({ seq: 7, at: '2026-11-20T11:00:02.000Z', name, ref, text, status });
  });
  it.each(['tracking.standing_changed', 'access.key_issued', 'no.such_event'])('%s says nothing', (name) => {
    expect(tickOf(event(name, {}))).toBeUndefined();
  });
  it('a scan told with a parcel of the past says nothing', () => {
    expect(tickOf(event('tracking.scan_recorded', { ...scan, history: true }))).toBeUndefined();
  });
  it.each([
    ['orders.order_placed', { number: 'A-1' }],
    ['shipping.label_created', { trackingNumber: 'T1', carrier: 'acme' }],
  ])('%s that was made more than a day before it was told says nothing', (name, payload) => {
    const occurredAt = '2026-11-19T10:00:00.000Z';
    expect(tickOf({ ...event(name, payload), occurredAt })).toBeUndefined();
  });
  it('carries no word of a person, whatever the event carries', () => {
    const person = { name: 'Ursula Quimby', email: 'u@example.invalid', phone: '600', lines: ['Gallows Lane'] };
    const payload = {
      ...scan,
      number: 'A-1',
      customer: person,
      shipTo: person,
      description: 'for Ursula',
      detail: 'Ursula',
      carrier: 'acme',
      reason: 'bad_time',
    };
    for (const name of [
      'orders.order_placed',
      'shipping.label_created',
      'tracking.scan_recorded',
      'trash.message_trashed',
    ])
      expect(JSON.stringify(tickOf(event(name, payload)) ?? name)).not.toMatch(/Ursula|example|600|Gallows|^"/);
  });
});
