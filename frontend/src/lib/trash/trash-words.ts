/** What is said of an entry of the Trash: why it failed, where, how it stands, what can be done. Pure. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { getTrashed, listTrash, trashRunRow, trashStep } from '@gantry/shared/api/trash';
import type { TrashSource } from '@gantry/shared/events/trash';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { reasonWords } from '@gantry/shared/words/trash-reasons';

export { reasonWords };

export type TrashRow = ReplyOf<typeof listTrash>['items'][number];
export type TrashGroup = ReplyOf<typeof listTrash>['reasons'][number];
export type TrashEntry = ReplyOf<typeof getTrashed>;
export type TrashStep = (typeof trashStep)['_zod']['output'];
export type RunRow = (typeof trashRunRow)['_zod']['output'];
export type TrashState = TrashRow['state'];

export const stateLooks: Readonly<Record<TrashState, { label: string; meaning: Meaning }>> = {
  open: { label: 'To repair', meaning: 'problem' },
  retrying: { label: 'Being tried again', meaning: 'moving' },
  resolved: { label: 'Gone through', meaning: 'delivered' },
  discarded: { label: 'Discarded', meaning: 'waiting' },
};

export const sourceWords: Readonly<Record<TrashSource, string>> = {
  order_intake: 'Taking an order in',
  webhook: 'Reading a message from outside',
  subscriber: 'Following the log',
  job: 'Work in the background',
  outgoing: 'Telling somebody outside',
  back_write: 'Writing back to another system',
};

/** What a reason means, and what helps. */
const abouts: Readonly<Record<string, string>> = {
  sku_unmapped:
    'A line names a product by the channel’s own name, and nobody has said which SKU that is. Map the listing, or write the SKU into the line.',
  order_without_lines:
    'The channel sent an order in which nothing is ordered. Add the lines, or discard it where it is a mistake.',
  order_cancelled: 'The order was cancelled before this could be done. Mostly nothing is left to do: discard it.',
  order_held: 'Somebody holds the order. Release it first, then try again.',
  no_such_order: 'What it speaks of is an order that is not here.',
  no_such_shipment: 'What it speaks of is a shipment that is not here.',
  no_shipment: 'Scans came for a tracking number that no shipment bears, and nobody asked for it in thirty days.',
  erp_refused:
    'The ERP will not take it as it stands. Put right there, or in the order, what it names; then read it again from its source.',
  erp_missing: 'The ERP does not know something that is named to it, such as an item. Add it there, then try again.',
  no_erp: 'The merchant has no ERP any more. Connect one, then try again.',
  invalid: 'Some fields say what cannot be. They are marked below.',
  not_json: 'What was sent is not JSON at all, or was cut off.',
  unreadable: 'The message came signed and whole, but is not in a form that anybody here reads.',
  bad_time: 'A time in it cannot be read as one. It is marked below where that is known.',
  number_contested: 'Two shipments could bear the tracking number it speaks of. Say which, or discard it.',
  mail_refused:
    'The server of the recipient will not take the mail. Correct the address, or try again once it is known to be right.',
  mail_not_taken:
    'No server took the mail as long as it was tried. Try again once mail goes out, or correct the address.',
  not_recorded: 'The message was read, but what it says could not be written down.',
  job_failed: 'Work in the background failed again and again until its tries were used up.',
  poison_event:
    'A part of the tower failed over an event of the log. The log goes on; this part has not taken the event in.',
  cannot_resume: 'The part of the tower that it came from is not there any more.',
  overtaken: 'What it asked for has happened since by another way, or something newer took its place.',
  erased:
    'The person it spoke of was erased, or its time of keeping was over. Nothing is left of it that could be tried again; it can only be discarded.',
};

/** What that means and what helps; empty where nobody has written it down. */
export const aboutReason = (reason: string): string => abouts[reason] ?? '';

export const outcomeLooks: Readonly<Record<RunRow['outcome'], { label: string; meaning: Meaning }>> = {
  failed_again: { label: 'Failed again', meaning: 'problem' },
  refused: { label: 'Refused', meaning: 'stuck' },
  waiting: { label: 'Waiting', meaning: 'waiting' },
  overtaken: { label: 'Overtaken', meaning: 'handed_over' },
  discarded: { label: 'Discarded', meaning: 'waiting' },
  resolved: { label: 'Gone through', meaning: 'delivered' },
};

export const stepWords: Readonly<Record<TrashStep['did'], { label: string; meaning: Meaning }>> = {
  trashed: { label: 'Put into the Trash', meaning: 'problem' },
  repaired: { label: 'Repaired', meaning: 'handed_over' },
  retried: { label: 'Tried again', meaning: 'moving' },
  failed_again: { label: 'Failed again', meaning: 'problem' },
  resolved: { label: 'Gone through', meaning: 'delivered' },
  discarded: { label: 'Discarded', meaning: 'waiting' },
};

/** Who did it: a name, or which part of the tower. */
export const actorWords = ({ actor, actorName }: { actor: string; actorName: string | null }): string => {
  if (actorName !== null) return actorName;
  return actor.startsWith('system') ? 'the tower' : actor;
};

/** Where it failed and where it can be read again, in a sentence. */
export const whereItFailed = ({ source, handler, readAgainFrom }: TrashEntry): string =>
  `${sourceWords[source]} (${handler})${readAgainFrom === null ? '' : `; it can be read again from ${readAgainFrom}`}.`;
