/**
 * Every answer that a tower under test gives to `fetch` is held against its own OpenAPI document: its status is declared, its
 * body has the declared form and no field beside it, its headers are there. The file whose requests brought about another
 * one fails when it lets go of the tower.
 */
import { z } from 'zod';

type Schema = { [key: string]: unknown; $ref?: string };
type Declared = { headers?: Record<string, unknown>; content?: Record<string, { schema: Schema }> };
type Operation = { operationId: string; responses: Record<string, Declared> };
export type Document = {
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

export type Answer = { method: string; path: string; status: number; headers: Headers; text: string };

/** Objects of the document as they are answered: with what is declared, and nothing else. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
};

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[A-Za-z]+\}/g, '[^/]+')}/?$`, 'i');

/** Judges answers by a document: what is wrong with one, or undefined. */
export const judgeOf = (document: Document): ((answer: Answer) => string | undefined) => {
  const operations = Object.entries(document.paths)
    .map(([path, methods]) => ({ path, pattern: patternOf(path), methods }))
    // A path without parameters is meant before one that has them.
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  const readers = new Map<Declared, z.ZodType>();
  const readerOf = (declared: Declared, given: Schema): z.ZodType => {
    const name = given.$ref?.split('/').at(-1);
    const schema = name === undefined ? given : document.components.schemas[name];
    const reader = readers.get(declared) ?? z.fromJSONSchema(closed(schema) as z.core.JSONSchema.JSONSchema);
    readers.set(declared, reader);
    return reader;
  };
  const faultIn = (declared: Declared, { method, headers, text }: Answer): string | undefined => {
    const absent = Object.keys(declared.headers ?? {}).filter((name) => !headers.has(name));
    if (absent.length > 0) return `without ${absent.join(', ')}`;
    if (method === 'HEAD' || declared.content === undefined) return text === '' ? undefined : 'with a body';
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const content = declared.content[type] ?? declared.content['*/*'];
    if (content === undefined) return `of the type ${type}`;
    if (!type.endsWith('json')) return undefined;
    const read = readerOf(declared, content.schema).safeParse(JSON.parse(text));
    return read.success ? undefined : `with another body: ${z.prettifyError(read.error).slice(0, 300)}`;
  };
  return (answer) => {
    const { method, path, status } = answer;
    const matching = operations.filter(({ pattern }) => pattern.test(path));
    const of = (one: string) =>
      matching.find(({ methods }) => one.toLowerCase() in methods)?.methods[one.toLowerCase()];
    const operation = of(method) ?? (method === 'HEAD' ? of('GET') : undefined);
    if (operation === undefined) {
      if (matching.length === 0)
        return status === 404 ? undefined : `${method} ${path}: ${status} where nothing is declared`;
      if (method === 'OPTIONS') return headersHold(answer, 204) ? undefined : `${method} ${path}: no 204 with Allow`;
      return headersHold(answer, 405) ? undefined : `${method} ${path}: no 405 with Allow, but ${status}`;
    }
    const declared = operation.responses[String(status)];
    const label = `${operation.operationId}: ${status} to ${method} ${path.slice(0, 80)}`;
    if (declared === undefined) return `${label} is not declared`;
    const fault = faultIn(declared, answer);
    return fault === undefined ? undefined : `${label} ${fault}`;
  };
};

const headersHold = ({ status, headers }: Answer, expected: number): boolean =>
  [expected, 503].includes(status) && (status === 503 || headers.has('allow'));

type Book = { judge(answer: Answer): string | undefined; faults: Set<string>; pending: Set<Promise<void>> };
const books = new Map<string, Book>();

/** What is served beside the pages; those are no answers of the API. */
const served = /^\/(api|v3|health|metrics)(\/|$)/;

const note = async (book: Book, request: { method: string; path: string }, response: Response): Promise<void> => {
  const { status, headers } = response;
  const text = await response.text().catch(() => undefined);
  // An answer that broke off, because its tower was stopped, is none.
  if (text === undefined) return;
  const fault = book.judge({ ...request, status, headers, text });
  if (fault !== undefined) book.faults.add(fault);
};

/** A fetch that writes down what towers under test answer. */
const watching =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    const book = books.get(url.origin);
    if (book === undefined || !served.test(url.pathname)) return response;
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    const noted = note(book, { method, path: url.pathname }, response.clone());
    book.pending.add(noted);
    void noted.finally(() => book.pending.delete(noted));
    return response;
  };
/** Once in a process: the files of a vitest worker share it. */
let isWatching = false;

/** Watches what a tower answers from now on. `insist` throws with every answer since that is not as declared. */
export const watchAnswers = async (origin: string): Promise<{ insist(): Promise<void>; end(): void }> => {
  const document = (await (await fetch(`${origin}/openapi.json`)).json()) as Document;
  const book: Book = { judge: judgeOf(document), faults: new Set(), pending: new Set() };
  books.set(origin, book);
  if (!isWatching) globalThis.fetch = watching(globalThis.fetch);
  isWatching = true;
  return {
    insist: async () => {
      await Promise.all(book.pending);
      const faults = [...book.faults];
      book.faults.clear();
      if (faults.length > 0)
        throw new Error(`answers that the OpenAPI document does not declare:\n${faults.join('\n')}`);
    },
    end: () => void books.delete(origin),
  };
};
