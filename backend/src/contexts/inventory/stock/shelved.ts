/** The condition under which a row of balances counts as available, the same as `onShelf` says of a bucket: one text for all SQL. */
import { pickedBin } from '@gantry/shared/events/inventory/places';

/** `row`: what the statement calls the balance. */
export const shelved = (row: string): string => `${row}.condition = 'sellable' AND ${row}.bin <> '${pickedBin}'`;
