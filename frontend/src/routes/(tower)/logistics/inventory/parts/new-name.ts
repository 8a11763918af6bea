/** Names that a page makes for what it sends, so that sending it again books nothing twice. */

/** "count-2026-11-28-4f7a1c": says what it is and when it was begun. Also where no secure context is. */
export const newName = (what: string): string => {
  const tail = [...crypto.getRandomValues(new Uint8Array(3))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${what}-${new Date().toISOString().slice(0, 10)}-${tail}`;
};
