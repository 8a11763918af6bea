/** Every question as merchants ask it: each gets the figures of its own rows, as if nobody else were there, and together they are all. */
import { readdirSync, readFileSync } from 'node:fs';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkEvents, smallNetwork } from '../../test/small-network.ts';
import { recorded } from '../../test/story.ts';
import type { TestDatabase } from '../../test/test-database.ts';
import type { Analytics } from '../client.ts';
import { questions } from './questions.ts';

const merchants = ['acme', 'bolt'] as const;
const ownerOf = ({ streamId }: Pick<RecordedEvent, 'streamId'>): string =>
  'acegi'.includes(streamId) ? 'acme' : 'bolt';

const score = {
  stage: 'in_transit',
  issuedAt: '2017-10-15T12:00:00.000Z',
  confidence: 'high',
  errorHours: 2,
  held: true,
  widthHours: 8,
};
const scored = (shipmentId: string, errorHours: number) => ({
  stream: 'forecast',
  streamId: shipmentId,
  name: 'tracking.eta_scored',
  occurredAt: '2017-10-17T12:00:00.000Z',
  payload: {
    shipmentId,
    carrier: 'olist',
    lane: 'BR-SP>BR-RJ',
    arrivedAt: '2017-10-16T12:00:00.000Z',
    scores: [score, { ...score, errorHours }],
  },
});
const events = (): RecordedEvent[] => {
  const network = networkEvents();
  const scores = [scored('a', 4), scored('b', -9), scored('c', 30)];
  const told = scores.map((event, index) => recorded(event, network.length + 1 + index));
  return [...network, ...told].map((event) => ({ ...event, merchant: ownerOf(event) }));
};

type Asked = { merchants: readonly string[] | null };
/** Each question as a test asks it, and the count in its answer that merchants add up to. */
const asked: {
  [Name in keyof typeof questions]: (client: Analytics, seen: Asked) => Promise<{ answer: object; total: number }>;
} = {
  performance: async (client, seen) => {
    const answer = await questions.performance.ask(client, { from: null, to: null, by: 'channel', ...seen });
    return { answer, total: answer.totalShipments };
  },
  scorecards: async (client, seen) => {
    const answer = await questions.scorecards.ask(client, { from: null, to: null, ...seen });
    return { answer, total: answer.items.reduce((sum, { sampleSize }) => sum + sampleSize, 0) };
  },
  exceptions: async (client, seen) => {
    const answer = await questions.exceptions.ask(client, { from: null, to: null, ...seen });
    return { answer, total: answer.items.reduce((sum, { count }) => sum + count, 0) };
  },
  accuracy: async (client, seen) => {
    const answer = await questions.accuracy.ask(client, { since: new Date(0).toISOString(), ...seen });
    return { answer, total: answer.overall.estimates };
  },
};

let both: TestDatabase;
const alone = new Map<string, TestDatabase>();
beforeAll(async () => {
  const all = events();
  [both] = await Promise.all([
    smallNetwork(all),
    ...merchants.map(async (merchant) => {
      alone.set(merchant, await smallNetwork(all.filter((event) => event.merchant === merchant)));
    }),
  ]);
});
afterAll(() => Promise.all([both, ...alone.values()].map((database) => database.drop())));

describe.each(Object.entries(asked))('the question %s', (_, ask) => {
  it.each(merchants)('of %s counts its rows and no others', async (merchant) => {
    const { answer, total } = await ask(both.client, { merchants: [merchant] });
    expect(total).toBeGreaterThan(0);
    const own = alone.get(merchant);
    if (!own) throw new Error('no database');
    expect(answer).toEqual((await ask(own.client, { merchants: null })).answer);
  });
  it('of all merchants is what they have together', async () => {
    const [all, together, ...each] = await Promise.all(
      [null, merchants, ...merchants.map((merchant) => [merchant])].map((seen) =>
        ask(both.client, { merchants: seen }),
      ),
    );
    expect(together?.answer).toEqual(all?.answer);
    expect(each.reduce((sum, { total }) => sum + total, 0)).toBe(all?.total);
    expect((await ask(both.client, { merchants: ['nobody'] })).total).toBe(0);
    expect((await ask(both.client, { merchants: [] })).total).toBe(0);
  });
});

it('no question is asked that is not among them', () => {
  // The model's own readings are over everybody's parcels and shown to nobody.
  const ofTheModel = ['levelRecord', 'parcelHistory'];
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.includes('.test.'));
  const asking = files.flatMap((file) =>
    [
      ...readFileSync(`${import.meta.dirname}/${file}`, 'utf8').matchAll(
        /^export (?:const|async function\*?) (\w+).*client: Analytics/gm,
      ),
    ].map(([, name]) => name),
  );
  const registered = Object.values(questions).map(({ ask }) => ask.name);
  expect(asking.sort()).toEqual([...registered, ...ofTheModel].sort());
});
