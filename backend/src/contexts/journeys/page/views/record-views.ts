/**
 * Writes down that a customer looked at a page, off the request's path: whoever serves the page never waits for it and never fails
 * of it. One look a visitor and ten minutes; who it was is known for so long by a keyed hash in memory, and kept nowhere.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { publicTracking } from '@gantry/shared/api/tracking-page';
import { pageViewed } from '@gantry/shared/events/page-views';
import { languages } from '@gantry/shared/words/languages';
import { insistOnRoom } from '../../../../platform/disk/room.ts';
import type { Visit } from '../../../../platform/http/browser/visit.ts';
import { addressKey, openLimit } from '../../../../platform/http/limits.ts';
import { pageViews } from '../../../../platform/metrics.ts';
import type { Platform } from '../../../../platform/platform.ts';
import { batched } from '../../../../platform/write/batched.ts';
import type { Command } from '../../../../platform/write/stream.ts';
import { hold, transact } from '../../../../platform/write/transact.ts';
import type { Orders } from '../../../orders/public.ts';
import { merchantOf, type TrackedShipment } from '../../../tracking/public.ts';
import { deviceKindOf } from './looker.ts';
import { type PageViews, pageViewStream, viewIdOf } from './page-view.ts';

type Page = Pick<ReplyOf<typeof publicTracking>, 'status' | 'eta' | 'promisedDay' | 'deliveredAt'>;
type Look = Omit<Parameters<typeof pageViewed>[0], never> & { at: string };

const windowSeconds = 600;
/** Looks at one page in that time, whoever looks: a look is kept for good, and a link may be everybody's. */
const mostOfPage = 20;
/** More than that wait only where the database does not answer: then looks are lost rather than kept in memory. */
const mostWaiting = 500;

export type Views = {
  /** Says that a page was shown to a visit. Returns at once, and never throws. */
  shown(what: { tracked: TrackedShipment; orderId: string; page: Page }, by: { visit: Visit; address: string }): void;
  idle(): Promise<void>;
};

type Needs = { platform: Platform; orders: Pick<Orders, 'subjectsOf'> };
type ViewEvent = ReturnType<typeof pageViewed>;

const isWithin = (limit: ReturnType<typeof openLimit>, key: string): Promise<boolean> =>
  limit.take(key).then(
    () => true,
    () => false,
  );

/** Writes looks together, each under the person whose order it is of. */
const writeLooks = async ({ platform, orders }: Needs, looks: readonly Look[]): Promise<undefined[]> => {
  await transact(platform, hold(pageViewStream, looks.map(viewIdOf)), async (unit) => {
    const subjects = await orders.subjectsOf(
      unit.tx,
      looks.map(({ orderId }) => orderId),
    );
    const commands: Command<PageViews, ViewEvent>[] = [];
    for (const { at, ...look } of looks) {
      const subject = subjects.get(look.orderId);
      const erased = !(await unit.privacy.holdLiving(unit.tx, subject));
      const thread = { correlationId: look.orderId, actor: 'customer', merchant: look.merchant };
      commands.push({
        id: viewIdOf(look),
        thread,
        subject,
        erased,
        decide: () => [pageViewed(look, { occurredAt: at })],
      });
    }
    for (const outcome of await unit.apply(pageViewStream, commands)) if (!outcome.ok) throw outcome.error;
  });
  return looks.map(() => undefined);
};

const lookOf = (
  { plan, ...tracked }: TrackedShipment,
  { status, eta, promisedDay, deliveredAt }: Page,
  by: { orderId: string; language: string; device: Look['device']; at: string },
): Look => ({
  ...by,
  shipmentId: plan.shipmentId,
  merchant: merchantOf({ plan, ...tracked }),
  status,
  eta: eta && { at: eta.at, low: eta.low, high: eta.high },
  promisedDay,
  deliveredAt,
});

/** Opens the recorder of a process. */
export const openViews = (needs: Needs): Views => {
  const { platform } = needs;
  const { redis, clock, config, logger } = platform;
  const lane = batched((looks: Look[]) => writeLooks(needs, looks), { most: 50, lanes: 1 });
  const visitors = openLimit(redis, { name: 'page-views', points: 1, seconds: windowSeconds });
  const pages = openLimit(redis, { name: 'page-looks', points: mostOfPage, seconds: windowSeconds });
  const secret = config.secretKey ?? randomBytes(32).toString('hex');
  let waiting = 0;
  // Of what the browser says only what is told of it: any number of names are one visitor.
  const visitorOf = ({ device, language, ...look }: Look, address: string): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['page view', viewIdOf(look), addressKey(address), device, language]))
      .digest('base64url');
  const write = async (look: Look, visitor: string): Promise<void> => {
    if (!(await isWithin(visitors, visitor))) return pageViews.inc({ outcome: 'again' });
    if (!(await isWithin(pages, viewIdOf(look)))) return pageViews.inc({ outcome: 'too_many' });
    insistOnRoom(platform, 'caller');
    await lane.submit(look);
    pageViews.inc({ outcome: 'recorded' });
  };
  return {
    shown: ({ tracked, orderId, page }, { visit, address }) => {
      const language = languages.find((one) => one === visit.looksIn);
      const device = deviceKindOf(visit.agent);
      if (!language || !device) return;
      if (waiting >= mostWaiting) return pageViews.inc({ outcome: 'lost' });
      waiting++;
      const look = lookOf(tracked, page, { orderId, language, device, at: clock.now().toISOString() });
      write(look, visitorOf(look, address))
        .catch((error: unknown) => {
          pageViews.inc({ outcome: 'lost' });
          logger.debug({ err: error }, 'a look at a page was not written down');
        })
        .finally(() => {
          waiting--;
        });
    },
    idle: lane.idle,
  };
};
