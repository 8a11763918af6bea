/** Why something lies in the Trash, in a few words: the same on its own pages and in the audit of its order. Pure. */
import { inWords } from './events/phrases.ts';

const labels: Readonly<Record<string, string>> = {
  sku_unmapped: 'Listing not mapped',
  order_without_lines: 'Order without lines',
  order_cancelled: 'The order is cancelled',
  order_held: 'The order is held',
  no_such_order: 'No such order',
  no_such_shipment: 'No such shipment',
  no_shipment: 'No shipment of this number',
  erp_refused: 'The ERP refused it',
  erp_missing: 'Missing in the ERP',
  no_erp: 'No ERP is connected',
  invalid: 'Fields are not valid',
  not_json: 'Not JSON',
  unreadable: 'Cannot be read',
  bad_time: 'Not a time',
  number_contested: 'Whose number is not clear',
  mail_refused: 'The mail was not taken',
  mail_not_taken: 'The mail could not be delivered',
  not_recorded: 'Could not be recorded',
  job_failed: 'A job gave up',
  poison_event: 'An event that a reader refuses',
  cannot_resume: 'Nothing takes it up again',
  overtaken: 'Overtaken',
  erased: 'Erased',
};

/** `erp_missing` -> "Missing in the ERP"; a reason that nobody has named, by its code. */
export const reasonWords = (reason: string): string => labels[reason] ?? inWords(reason);
