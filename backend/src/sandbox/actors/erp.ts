/**
 * The people in the merchants' ERPs: they keep what the tower tells them, look twice at one order in a hundred, and now and
 * then mend a customer by themselves. Their ERPs are slow at times, and at times not there.
 */
import { getErp, saveErp } from '@gantry/shared/api/orders/systems';
import { z } from 'zod';
import type { ErpDocument } from '../../connectors/systems/erpnext/sandbox-documents.ts';
import type { Actor } from '../actor.ts';
import type { OpenActor, WorldContext } from '../context.ts';
import { mainShop, smallerShops } from '../data/shops.data.ts';
import { startErpServer, type Trouble } from '../erp/erp-server.ts';
import { changeSomebody, keyName, type Office, openOffice } from '../erp/offices.ts';
import { type Random, randomOf } from '../random.ts';
import { erpSecret } from '../state.ts';
import { TowerRefusal } from '../tower.ts';

const document: z.ZodType<ErpDocument> = z.looseObject({
  doctype: z.string(),
  name: z.string(),
  docstatus: z.number(),
  creation: z.string(),
  modified: z.string(),
});

const minute = 60_000;

/** Of a hundred calls two are slow, and one in two hundred meets an ERP that is being restarted. */
const troubleWith = (random: Random) => (): Trouble | undefined => {
  if (random.chance(0.005)) return { status: 503 };
  return random.chance(0.02) ? { delayMs: random.whole(800, 4_000) } : undefined;
};

const connect = async (
  { tower, state, log }: WorldContext,
  { merchant, company }: Office,
  origin: string,
): Promise<void> => {
  const url = `${origin}/${merchant}`;
  try {
    const { reply } = await tower.call(getErp, { merchant });
    const known = reply.items.find((one) => one.merchant === merchant);
    // Who has switched it off, or leads it elsewhere, has done so on purpose.
    if (known && (!known.enabled || known.keyName !== keyName)) return;
    // A secret said again would be a change; a world that begins anew may have another.
    const secret = known && state.cursor !== null ? {} : { secret: state.secrets[erpSecret] ?? '' };
    await tower.call(saveErp, { merchant, body: { url, keyName, company, ...secret } });
  } catch (error) {
    if (!(error instanceof TowerRefusal)) throw error;
    log.warn({ actor: 'erp', problem: error.message }, 'refused');
  }
};

export const openErpPeople: OpenActor = async (context): Promise<Actor> => {
  const { state, erpPort, now: began } = context;
  const random = randomOf(state.seed, 'erp', began);
  const keep = ({ doctype, creation }: ErpDocument): boolean =>
    doctype !== 'Sales Order' || creation > new Date(began - 30 * 24 * 60 * minute).toISOString().replace('T', ' ');
  const shops = erpPort === null ? [] : [mainShop, ...smallerShops];
  const books = shops.map((shop) => context.book<ErpDocument>(`erp-${shop.merchant}`, { schema: document, keep }));
  const secret = state.secrets[erpSecret] ?? '';
  const setting = { seed: state.seed, secret, now: () => new Date() };
  const offices = shops.flatMap((shop, i) => (books[i] ? [openOffice(shop, books[i], setting)] : []));
  const erps = new Map(offices.map(({ merchant, erp }) => [merchant, erp]));
  const server = erpPort === null ? undefined : await startErpServer({ erps, trouble: troubleWith(random) }, erpPort);
  for (const office of offices) if (server) await connect(context, office, server.origin);
  let next = offices.length === 0 ? Number.POSITIVE_INFINITY : began + random.between(5, 20) * minute;
  return {
    name: 'erp',
    due: (_, lane) => (lane === 'now' ? next : Number.POSITIVE_INFINITY),
    act: async (now) => {
      next = now + random.between(5, 20) * minute;
      changeSomebody(random.pick(offices), random);
      return [];
    },
    hear: () => [],
    settled: (now) => now,
    save: () => {
      for (const book of books) book.save();
    },
    close: async () => server?.close(),
  };
};
