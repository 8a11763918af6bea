/** Countries by the names people know, for fields in which one is chosen. */
import { countryCodes } from '@gantry/shared/values/iso-codes.data';

const names = new Intl.DisplayNames('en-GB', { type: 'region' });

/** Every country, by name. */
export const countries: readonly { code: string; name: string }[] = [...countryCodes]
  .map((code) => ({ code, name: names.of(code) ?? code }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));
