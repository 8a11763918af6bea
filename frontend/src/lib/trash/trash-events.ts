/** What changes an entry of the Trash on a screen. */
export const trashEvents = [
  'trash.message_trashed',
  'trash.message_repaired',
  'trash.message_retried',
  'trash.message_resolved',
  'trash.retry_failed',
  'trash.message_discarded',
];

/** What changes what is counted over all of it. */
export const trashHeadEvents = [...trashEvents, 'trash.growth_raised', 'trash.growth_cleared'];
