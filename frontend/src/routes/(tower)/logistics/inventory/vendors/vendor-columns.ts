/** What the list of vendors shows. */
import type { Vendor } from '@gantry/shared/api/inventory/places';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

const leadTimeInWords = ({ leadTimeDays }: Vendor): string =>
  leadTimeDays === undefined ? 'not known' : `${count(leadTimeDays)} ${leadTimeDays === 1 ? 'day' : 'days'}`;

export const vendorColumns = (): Column<Vendor>[] => [
  {
    key: 'name',
    label: 'Name',
    width: 180,
    grow: true,
    priority: 1,
    text: (row) => row.name,
    order: (row) => row.name,
  },
  {
    key: 'vendor',
    label: 'Short name',
    width: 130,
    priority: 3,
    mono: true,
    quiet: true,
    text: (row) => row.vendor,
    order: (row) => row.vendor,
  },
  {
    key: 'lead',
    label: 'Lead time',
    hint: 'From an order to its arrival',
    width: 110,
    priority: 2,
    num: true,
    text: leadTimeInWords,
    order: (row) => row.leadTimeDays ?? null,
  },
  {
    key: 'country',
    label: 'Country',
    width: 90,
    priority: 4,
    text: (row) => row.country ?? '–',
    order: (row) => row.country ?? null,
  },
  { key: 'zone', label: 'Zone', width: 150, priority: 6, quiet: true, text: (row) => row.timeZone ?? '–' },
  ...merchantColumn<Vendor>(5),
];
