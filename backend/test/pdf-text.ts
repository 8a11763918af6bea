/** The words of a PDF, read back as whoever opens it would find them. */
import { extractText, getDocumentProxy } from 'unpdf';

export const pdfText = async (bytes: Uint8Array): Promise<string> => {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  return text;
};
