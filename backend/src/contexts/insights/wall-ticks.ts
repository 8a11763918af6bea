/** The ticker's lines: an event in a few words, without people's data. Pure. */
import type { Tick } from '@gantry/shared/api/wall';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { type ExceptionKind, exceptionFacts } from '@gantry/shared/vocabulary/exception-kinds';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';

type Said = {
  number?: string;
  orderNumber?: string;
  trackingNumber?: string;
  status?: TrackingStatus | null;
  history?: true;
  kind?: ExceptionKind;
  place?: { city?: string };
  carrier?: string;
  reason?: string;
  lastPlace?: { city?: string } | null;
};

const words: Record<string, (said: Said) => { ref: string; text: string; status?: TrackingStatus } | undefined> = {
  'orders.order_placed': ({ number }) => ({ ref: number ?? '', text: 'order placed', status: 'order_placed' }),
  'orders.order_cancelled': () => ({ ref: 'order', text: 'cancelled', status: 'cancelled' }),
  'shipping.label_created': ({ trackingNumber, carrier }) => ({
    ref: trackingNumber ?? '',
    text: `label created, ${carrier}`,
    status: 'label_created',
  }),
  'tracking.scan_recorded': ({ trackingNumber, status, place, history }) => {
    if (history) return undefined;
    return status
      ? {
          ref: trackingNumber ?? '',
          text: [statusFacts[status].label.toLowerCase(), place?.city].filter(Boolean).join(', '),
          status,
        }
      : { ref: trackingNumber ?? '', text: 'code not mapped yet' };
  },
  'tracking.exception_opened': ({ kind }) =>
    kind ? { ref: 'exception', text: exceptionFacts[kind].label.toLowerCase(), status: 'exception' } : undefined,
  'trash.message_trashed': ({ reason }) => ({ ref: 'trash', text: (reason ?? '').replaceAll('_', ' ') }),
};

/** The line of an event; undefined for events that say nothing to a supervisor. */
export const tickOf = (event: RecordedEvent): Tick | undefined => {
  const line = words[event.name]?.(event.payload as Said);
  return (
    line && {
      seq: event.seq,
      at: event.recordedAt,
      name: event.name,
      ref: line.ref,
      text: line.text,
      status: line.status ?? null,
    }
  );
};
