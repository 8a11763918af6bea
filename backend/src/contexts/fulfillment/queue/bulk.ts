/** One change of many fulfillment orders: written by the fifty, each row answering for itself. */
import type { BodyOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { changeMany as endpoint } from '@gantry/shared/api/fulfillment/orders';
import { messageOf, Refusal } from '../../../kernel/errors.ts';
import { isOutage } from '../../../kernel/outage.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { FloorNeeds } from '../needs.ts';
import { assignTo } from '../stations/assign.ts';
import { type Changed, changeQueue } from './changing.ts';
import type { Sees } from './shown.ts';

type Body = BodyOf<typeof endpoint>;
type Row = ReplyOf<typeof endpoint>['rows'][number];
export type BulkAsked = { body: Body; sees: Sees; thread: Thread };

const refusedRow = (fulfillmentId: string, error: unknown): Row => ({
  fulfillmentId,
  outcome: 'refused',
  code: error instanceof Refusal ? error.code : 'not_written',
  message: error instanceof Refusal ? messageOf(error) : 'It could not be written; try again',
});

const rowOf = (fulfillmentId: string, outcome: Changed | undefined): Row =>
  outcome?.ok
    ? { fulfillmentId, outcome: outcome.changed ? 'changed' : 'unchanged', code: null, message: null }
    : refusedRow(fulfillmentId, outcome?.error);

const atOnce = 50;

/** Some together; what cannot be written together is tried one by one, so that whatever is at fault with one fails alone. */
const changeSome = async (needs: FloorNeeds, ids: readonly string[], asked: BulkAsked): Promise<Changed[]> => {
  const { sees, thread, body } = asked;
  const { station: _, ...said } = body.change;
  try {
    return await changeQueue(
      needs,
      ids.map((fulfillmentId) => ({ fulfillmentId, said, sees, thread })),
    );
  } catch (error) {
    if (isOutage(error)) throw error;
    if (ids.length === 1) {
      if (!(error instanceof Refusal))
        needs.platform.logger.error({ err: error, fulfillmentId: ids[0] }, 'a fulfillment order could not be changed');
      return [{ ok: false, error }];
    }
    const outcomes: Changed[] = [];
    for (const id of ids) outcomes.push(...(await changeSome(needs, [id], asked)));
    return outcomes;
  }
};

/** Gives those that were not refused to a station; refused ones stay where they are. */
const giveToStation = async (
  needs: FloorNeeds,
  rows: readonly Row[],
  { body, sees, thread }: BulkAsked,
): Promise<Row[]> => {
  const { station } = body.change;
  const ids = rows.flatMap(({ fulfillmentId, outcome }) => (outcome === 'refused' ? [] : [fulfillmentId]));
  if (station === undefined || ids.length === 0) return [...rows];
  const given = new Map((await assignTo(needs, { station, ids, sees, thread })).map((one) => [one.fulfillmentId, one]));
  return rows.map((row) => {
    const one = given.get(row.fulfillmentId);
    if (!one || one.outcome === 'unchanged') return row;
    const { code, message } = one;
    return { ...row, outcome: one.outcome === 'assigned' ? 'changed' : 'refused', code, message };
  });
};

/** Changes up to a thousand. One named twice is changed once and told of twice. */
export const changeMany = async (needs: FloorNeeds, asked: BulkAsked): Promise<Row[]> => {
  const ids = [...new Set(asked.body.ids)];
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce);
    const outcomes = await changeSome(needs, some, asked);
    rows.push(...some.map((id, i) => rowOf(id, outcomes[i])));
  }
  const byId = new Map((await giveToStation(needs, rows, asked)).map((row) => [row.fulfillmentId, row]));
  return asked.body.ids.flatMap((id) => byId.get(id) ?? []);
};
