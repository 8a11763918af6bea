/** Whom an entry names, and where its links lead. */
import { expect, it } from 'vitest';
import { actorName, actorNote, partLinks } from './audit-looks.ts';

const shout = (name: string) => name.toUpperCase();
const named = (kind: 'person' | 'customer' | 'partner' | 'key' | 'tower', id: string, name: string | null) => {
  const actor = { kind, id, name };
  return [actorName(actor, 'prs_me', shout), actorNote(actor)];
};

it('calls everybody by name, and those without one by what they are', () => {
  expect(named('person', 'prs_me', 'Ana')).toEqual(['You', '']);
  expect(named('person', 'prs_2', null)).toEqual(['Person prs_2', '']);
  expect(named('partner', 'carrier:ups', 'ups')).toEqual(['UPS', 'partner']);
  expect(named('tower', 'system:orders', 'orders')).toEqual(['The tower', 'orders']);
  expect(named('customer', 'customer', null)).toEqual(['Customer', '']);
});

it('leads to what it is about; the id of a parcel gives way to its number', () => {
  expect(partLinks({ about: { shipmentId: 'shp_1', trackingNumber: 'A/1' } })).toEqual([
    { part: 'trackingNumber', id: 'A/1', label: 'Parcel', href: '/logistics/tracking/shp_1' },
  ]);
  expect(partLinks({ about: { trackingNumber: 'A/1' } })[0]?.href).toBe('/logistics/tracking?search=A%2F1');
  expect(partLinks({ about: { rmaId: 'rma_1', partner: 'ups' } }).map(({ part }) => part)).toEqual(['rmaId']);
});
