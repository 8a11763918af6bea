/** The endpoints of the Trash. */
import * as api from '@gantry/shared/api/trash';
import type { Fact } from '@gantry/shared/events/define';
import { Refusal } from '../../kernel/errors.ts';
import { type DeadLetter, deadLetters } from '../../platform/dead-letters.ts';
import type { Thread } from '../../platform/event-log.ts';
import { execute } from '../../platform/execute.ts';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import { discard, repair, retry } from './decide.ts';

type Row = Omit<DeadLetter, 'trashId' | 'trashedAt' | 'updatedAt' | 'state' | 'source'> & {
  id: string;
  state: string;
  source: string;
  correlationId: string;
  trashedAt: Date;
  updatedAt: Date;
  version: number;
};

const shown = ({ id, key: _, version: __, state, source, trashedAt, updatedAt, ...row }: Row) => ({
  ...row,
  trashId: id,
  state: state as DeadLetter['state'],
  source: source as DeadLetter['source'],
  trashedAt: trashedAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

const find = async (platform: Platform, trashId: string): Promise<Row> => {
  const row = await platform.database.prisma.trashedMessage.findUnique({ where: { id: trashId } });
  if (!row) throw new Refusal('missing', 'no_such_entry', 'There is no such entry in the Trash');
  return row as Row;
};

/** The entry's own thread goes on: whoever retries an order's message is part of that order's story. */
const change = async (
  platform: Platform,
  trashId: string,
  { decide, thread }: { decide: (state: DeadLetter | undefined) => Fact[]; thread: (id: string) => Thread },
) => {
  const { correlationId } = await find(platform, trashId);
  await execute(platform, deadLetters, { id: trashId, thread: thread(correlationId), decide });
  return shown(await find(platform, trashId));
};

const list = serve(api.listTrash, async ({ platform, query }) => {
  const { prisma } = platform.database;
  const after = readCursor(query.cursor);
  const [rows, counts] = await Promise.all([
    prisma.trashedMessage.findMany({
      where: {
        ...(query.state ? { state: query.state } : {}),
        ...(query.reason ? { reason: query.reason } : {}),
        ...(query.source ? { source: query.source } : {}),
        ...(after ? { OR: [{ trashedAt: { lt: after[0] } }, { trashedAt: after[0], id: { lt: after[1] } }] } : {}),
      },
      orderBy: [{ trashedAt: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    }),
    prisma.trashedMessage.groupBy({ by: ['state'], _count: { _all: true } }),
  ]);
  const page = pageFrom(rows as Row[], query.limit, { item: shown, cursor: (row) => cursorOf(row.trashedAt, row.id) });
  return { ...page, counts: Object.fromEntries(counts.map(({ state, _count }) => [state, _count._all])) };
});

const retryMany = serve(api.retryTrashed, async ({ platform, body, thread }) => {
  const retrying: string[] = [];
  const refused: { trashId: string; reason: string }[] = [];
  for (const trashId of new Set(body.trashIds)) {
    try {
      await change(platform, trashId, { decide: retry(platform.clock.now()), thread });
      retrying.push(trashId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ trashId, reason: error.message });
    }
  }
  return { retrying, refused };
});

export const routes = [
  list,
  retryMany,
  serve(api.getTrashed, async ({ platform, params }) => shown(await find(platform, params.trashId))),
  serve(api.repairTrashed, ({ platform, params, body, thread }) =>
    change(platform, params.trashId, { decide: repair(body.payload, platform.clock.now()), thread }),
  ),
  serve(api.discardTrashed, ({ platform, params, body, thread }) =>
    change(platform, params.trashId, { decide: discard(body.reason, platform.clock.now()), thread }),
  ),
];
