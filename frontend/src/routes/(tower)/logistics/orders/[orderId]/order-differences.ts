/** What changed of an order between two looks at it, in sentences: for whoever was writing meanwhile. Pure. */
import type { Order } from '@gantry/shared/api/orders';
import { calendarDay, count } from '#lib/format.ts';
import { holdNames, paymentNames, stageLooks } from '#lib/order-words.ts';
import { addressWords } from '../address/address-words.ts';

type Line = Order['lines'][number];
const numbers = ['quantity', 'allocated', 'waiting', 'shipped', 'cancelled'] as const;
const names = {
  quantity: 'ordered',
  allocated: 'allocated',
  waiting: 'waiting',
  shipped: 'shipped',
  cancelled: 'cancelled',
} as const;

const lineChanges = (before: Line, after: Line): string[] => [
  ...(before.sku === after.sku ? [] : [`${before.sku} is ${after.sku} now`]),
  ...numbers
    .filter((name) => before[name] !== after[name])
    .map((name) => `${after.sku}: ${names[name]} ${count(before[name])} → ${count(after[name])}`),
];

const linesChanges = (before: Order, after: Order): string[] => {
  const was = new Map(before.lines.map((line) => [line.lineId, line]));
  const is = new Set(after.lines.map(({ lineId }) => lineId));
  return [
    ...after.lines.flatMap((line) => {
      const old = was.get(line.lineId);
      return old ? lineChanges(old, line) : [`${line.sku} was added: ${count(line.quantity)}`];
    }),
    ...before.lines.filter(({ lineId }) => !is.has(lineId)).map(({ sku }) => `${sku} was taken out`),
  ];
};

const holdsChanges = (before: Order, after: Order): string[] => {
  const has = (order: Order, holdId: string) => order.holds.some((one) => one.holdId === holdId);
  return [
    ...after.holds
      .filter(({ holdId }) => !has(before, holdId))
      .map(({ kind }) => `Held: ${holdNames[kind].toLowerCase()}`),
    ...before.holds
      .filter(({ holdId }) => !has(after, holdId))
      .map(({ kind }) => `The hold ended: ${holdNames[kind].toLowerCase()}`),
  ];
};

const turned = (label: string, before: string, after: string): string[] =>
  before === after ? [] : [`${label}: ${before} → ${after}`];
const dayOf = ({ promise }: Order): string => (promise === null ? 'none' : calendarDay(promise.day));
const oneLine = (address: Order['shipTo']): string => addressWords(address).replaceAll('\n', ', ');

/** The changes; none where only something was told of it that nobody writes here. */
export const orderDifferences = (before: Order, after: Order): string[] => [
  ...turned('Stage', stageLooks[before.stage].label, stageLooks[after.stage].label),
  ...linesChanges(before, after),
  ...turned('Ship to', oneLine(before.shipTo), oneLine(after.shipTo)),
  ...turned('Promised', dayOf(before), dayOf(after)),
  ...turned('Collected at', before.pickupAt ?? 'nowhere', after.pickupAt ?? 'nowhere'),
  ...turned('Gift note', before.giftNote || 'none', after.giftNote || 'none'),
  ...turned('Payment', paymentNames[before.payment ?? 'paid'], paymentNames[after.payment ?? 'paid']),
  ...holdsChanges(before, after),
];
