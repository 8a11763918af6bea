/** What changes an entry of the Trash on a screen. */
export const trashEvents = [
  'trash.message_trashed',
  'trash.message_repaired',
  'trash.message_retried',
  'trash.message_resolved',
  'trash.retry_failed',
  'trash.message_discarded',
];
