/** The projector as a subscriber of the log: one runner, large batches, at rest for a moment between two of them. */
import type { Analytics } from '@gantry/analytics/client';
import { createProjector } from '@gantry/analytics/projector';
import type { Subscriber } from '../../platform/subscribe.ts';

export const projectorName = 'insights.projector';

/** Many small inserts would cost ClickHouse more than they bring: 300 ms of events go together. */
const restMs = 300;

/** The subscriber that feeds ClickHouse. */
export const projector = (client: Analytics): Subscriber => {
  const target = createProjector({ client, cacheSize: 50_000 });
  return {
    name: projectorName,
    batch: 10_000,
    restMs,
    handle: (events) => target.project(events),
    forget: () => target.forget(),
  };
};
