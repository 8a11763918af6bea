/** What customers looked at, in words. Pure. */
import { pageViewed } from '../../events/page-views.ts';
import { statusFacts } from '../../vocabulary/tracking-status.ts';
import { calendarDay } from './phrases.ts';
import { shipmentLink, type Teller, teller } from './telling.ts';

export const viewTellers: readonly Teller[] = [
  teller(pageViewed, 'view', ({ shipmentId, status, eta, promisedDay, deliveredAt, language, device }, { stamp }) => ({
    text: `The customer looked at the tracking page: ${statusFacts[status].label}`,
    meaning: statusFacts[status].meaning,
    detail: [
      deliveredAt ? `Saw: delivered ${stamp(deliveredAt)}` : '',
      eta ? `Saw: expected ${stamp(eta.at)}, between ${stamp(eta.low)} and ${stamp(eta.high)}` : '',
      promisedDay ? `Saw: promised ${calendarDay(promisedDay)}` : '',
      // Empty where whoever looked was erased.
      language ? `In ${language}` : '',
      device ? `On a ${device === 'other' ? 'device of another kind' : device}` : '',
    ]
      .filter(Boolean)
      .join('; '),
    href: shipmentLink(shipmentId),
  })),
];
