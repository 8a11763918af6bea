/** The operations dashboard as people read it: stages and ages as words, the figures at its head, what spend compares with. Pure. */
import type { OperationsDashboard } from '@gantry/shared/api/fulfillment/dashboard';
import type { FloorExceptionKind } from '@gantry/shared/vocabulary/fulfillment';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { delta } from '#lib/format.ts';

type Stage = OperationsDashboard['backlog'][number]['stage'];
type Band = OperationsDashboard['backlog'][number]['ages'][number]['band'];

/** How a stage is called, and where its work is listed. */
export const stageLooks: Readonly<Record<Stage, { label: string; href: string }>> = {
  unallocated: { label: 'Without stock', href: '/logistics/orders?stage=backordered' },
  held: { label: 'Held', href: '/logistics/orders?stage=held' },
  pending: { label: 'Pending', href: '/logistics/fulfillment?status=pending' },
  processing: { label: 'Processing', href: '/logistics/fulfillment?status=processing' },
  picking: { label: 'Picking', href: '/logistics/fulfillment?status=picking' },
  packing: { label: 'Packing', href: '/logistics/fulfillment?status=packing' },
  ready: { label: 'Ready to leave', href: '/logistics/fulfillment?status=packing' },
};
export const bandNames: Readonly<Record<Band, string>> = {
  under_1h: 'under 1 h',
  '1h_to_4h': '1 to 4 h',
  '4h_to_1d': '4 h to 1 day',
  '1d_to_3d': '1 to 3 days',
  over_3d: 'over 3 days',
};
export const exceptionNames: Readonly<Record<FloorExceptionKind, string>> = {
  short_pick: 'Short picks',
  late_vendor: 'Late vendors',
  vendor_rejected: 'Rejected by the vendor',
  vendor_to_stop: 'Called off after the vendor confirmed',
  sent_anyway: 'Sent although called off',
  pickup_expired: 'Not collected',
};

/** Against the same minute yesterday; a day that nobody counted is no nothing. */
export const againstYesterday = ({ now, yesterday }: { now: number; yesterday: number | null }): string => {
  const difference = delta(now, yesterday);
  return difference === null ? 'no yesterday to compare with' : `${difference} vs yesterday`;
};

export type Figure = { label: string; value: number; under: string; meaning: Meaning | null; href: string | null };

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const floor: readonly Stage[] = ['pending', 'processing', 'picking', 'packing', 'ready'];

/** The figures at its head. */
export const figuresOf = (shown: OperationsDashboard): Figure[] => {
  const work = shown.backlog.filter(({ stage }) => floor.includes(stage)).map(({ orders }) => orders);
  const yesterdays = work.map(({ yesterday }) => yesterday);
  const known = yesterdays.flatMap((one) => one ?? []);
  const backlog = {
    now: sum(work.map(({ now }) => now)),
    yesterday: known.length === yesterdays.length ? sum(known) : null,
  };
  const open = sum(shown.exceptions.map((one) => one.open));
  const skus = shown.unallocated.length;
  return [
    {
      label: 'On the floor',
      value: backlog.now,
      under: againstYesterday(backlog),
      meaning: 'waiting',
      href: '/logistics/fulfillment?status=',
    },
    {
      label: 'At risk',
      value: shown.atRisk.now,
      under: againstYesterday(shown.atRisk),
      meaning: shown.atRisk.now > 0 ? 'at_risk' : null,
      href: '/logistics/fulfillment?atRisk=true',
    },
    {
      label: 'Shipped today',
      value: shown.shippedToday.now,
      under: againstYesterday(shown.shippedToday),
      meaning: 'handed_over',
      href: '/logistics/fulfillment?status=shipped',
    },
    {
      label: 'Units without stock',
      value: sum(shown.unallocated.map(({ units }) => units)),
      under: `of ${skus === 50 ? '50 SKUs or more' : `${skus} ${skus === 1 ? 'SKU' : 'SKUs'}`}`,
      meaning: skus > 0 ? 'problem' : null,
      href: '/logistics/orders?stage=backordered',
    },
    {
      label: 'Exceptions open',
      value: open,
      under:
        open === 0
          ? 'nothing to settle'
          : shown.exceptions
              .filter((one) => one.open > 0)
              .map((one) => `${exceptionNames[one.kind].toLowerCase()} ${one.open}`)
              .join(', '),
      meaning: open > 0 ? 'problem' : null,
      href: open > 0 ? '#open-exceptions' : null,
    },
  ];
};

/** How much more or less was spent than by the same minute yesterday: "+12 %"; null where nothing was spent then. */
export const spendChange = ({ today, yesterday }: { today: number; yesterday: number }): string | null => {
  if (yesterday === 0) return null;
  const percent = Math.round(((today - yesterday) / yesterday) * 100);
  return `${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${Math.abs(percent)} %`;
};
