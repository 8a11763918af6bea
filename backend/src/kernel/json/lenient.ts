/** What somebody else sent, for people who read it: as JSON where it is that, else as the text it is. */
export const jsonOrText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
