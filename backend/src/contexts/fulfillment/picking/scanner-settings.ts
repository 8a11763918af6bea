/** How the scanners of an installation write what they cannot send: set here, since a wedge drops control characters. */
import { z } from 'zod';
import { settingsGroup } from '../../../platform/settings/group.ts';
import type { Settings } from '../../../platform/settings/settings.ts';

export const scanners = settingsGroup({
  name: 'fulfillment.scanners',
  about:
    'What hand scanners write in place of the separators of GS1 barcodes. The test of a barcode shows how it is read.',
  schema: z.object({ separator: z.string().max(1) }),
  defaults: { separator: '' },
  fields: {
    separator: 'One sign such as | or ~ that stands for the separator; empty where scanners send it, or write <GS>',
  },
  need: { area: 'manager', vertical: 'logistics', operator: true },
});

/** The sign that stands for a separator; '' where none is set. */
export const scannerSign = (settings: Settings): string => settings.read(scanners).separator;
