/** Names that a page makes for what it sends, so that sending it again books nothing twice. */

/** "4f7a1c": as many random bytes. Also where no secure context is, which has no UUIDs. */
const tail = (bytes: number): string =>
  [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** "count-2026-11-28-4f7a1c": says what it is and when it was begun. */
export const newName = (what: string): string => `${what}-${new Date().toISOString().slice(0, 10)}-${tail(3)}`;

/** Names calls by what they send: the same again, because no answer came, is the same call until that one is done. */
export const callNames = () => {
  let sent = '';
  let name = '';
  return {
    of: (body: object): string => {
      const text = JSON.stringify(body);
      if (text !== sent) name = tail(16);
      sent = text;
      return name;
    },
    done: (): void => {
      sent = '';
    },
  };
};
