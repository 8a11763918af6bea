/** What a tower would answer about the systems around it: an ERP that is well, and what of ours is what there. */
import { getErp, listIdMap, mendIdMap, retryFromSource, saveErp } from '@gantry/shared/api/orders/systems';
import { ago } from './ago.ts';
import type { StaffTower } from './staff-tower.ts';

export const erp = {
  merchant: 'main',
  kind: 'erpnext' as const,
  url: 'https://erp.example.com',
  keyName: '4f1c9d2ab7',
  company: 'North Lamps Ltd',
  enabled: true,
  lastOkAt: ago(0.01),
  lastError: null,
};

export const mapped = [
  {
    system: 'erpnext',
    kind: 'customer' as const,
    ours: 'ursula.quimby@example.com',
    theirs: 'Ursula Quimby',
    merchant: 'main',
    orderId: 'ord_7',
    since: ago(2),
  },
  {
    system: 'erpnext',
    kind: 'order' as const,
    ours: 'ord_7',
    theirs: 'SAL-ORD-2026-00007',
    merchant: 'main',
    orderId: 'ord_7',
    since: ago(2),
  },
];

/** Adds them to a tower of answers. */
export const withSystems = (tower: StaffTower): StaffTower =>
  tower
    .on(getErp, { items: [erp] })
    .on(saveErp, { outcome: 'changed' })
    .on(listIdMap, { items: mapped, nextCursor: null })
    .on(mendIdMap, { outcome: 'changed' })
    .on(retryFromSource, {
      outcome: 'injected',
      differences: [{ field: 'street', here: '77 Gallows Lane', there: '12 Newmoat Crescent' }],
    });
