/**
 * An analyst’s question from its text to the engine’s answer: written down by the engine, made ready, judged by the syntax
 * tree of what will run, and run as that analyst may. What runs is the engine’s own writing of it and never the text that came.
 */
import type { FactTable } from '../fact-table.ts';
import { openWire, type Sent, type Wire } from './engine-wire.ts';
import { errorFor } from './engine-words.ts';
import { checkStatement, type GateRules } from './gate.ts';
import { limitSettings, limits } from './limits.ts';
import { SqlRefused } from './refused.ts';
import { allowedFormat, type Names, prepareStatement } from './statement.ts';
import { readTree } from './syntax-tree.ts';
import { createViews, publishedDatabase, type SeenMerchants, tableFilters, viewNames, viewsDatabase } from './views.ts';

export type SqlQuestion = {
  text: string;
  merchants: SeenMerchants;
  /** The format of the answer where the text names none. */
  format: string;
  parameters: ReadonlyMap<string, string>;
  /** How values are written; checked by whoever asks. */
  settings: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
};

export type SqlAnswer = { format: string; summary: string | null; body: ReadableStream<Uint8Array> | null };

export type SqlDesk = {
  /** Asks. Throws a SqlRefused for what is not asked, an EngineRefusal for what the engine could not do. */
  ask(question: SqlQuestion): Promise<SqlAnswer>;
};

export type DeskOptions = {
  url: string;
  database: string;
  tables: readonly FactTable[];
  /** Of computing, for one statement. */
  seconds?: number;
};

/** What an analyst may read of the engine's summary: how much was read counts the rows of other merchants too. */
const seenOf = (summary: string | null, merchants: SeenMerchants): string | null => {
  if (summary === null || merchants === '*') return summary;
  const { result_rows, result_bytes, elapsed_ns }: Record<string, unknown> = JSON.parse(summary);
  return JSON.stringify({ result_rows, result_bytes, elapsed_ns });
};

/** A value as the engine reads it from a parameter. */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');

const insistOnText = (text: string): void => {
  if (text.trim() === '') throw new SqlRefused('SYNTAX_ERROR', 'Empty query');
  if (Buffer.byteLength(text) > limits.statementBytes)
    throw new SqlRefused('QUERY_IS_TOO_LARGE', `A statement has at most ${limits.statementBytes} bytes`);
  if (/[\0\uFFFD]/.test(text)) throw new SqlRefused('SYNTAX_ERROR', 'A statement is UTF-8 without zero bytes');
};

/** Sends what has to be answered. Throws the engine's refusal as its analyst may read it. */
const answered = async (wire: Wire, sent: Sent, names: Names): Promise<Response> => {
  const response = await wire.send(sent);
  if (response.ok) return response;
  throw errorFor(response.headers.get('x-clickhouse-exception-code'), await response.text(), names);
};

const textOf = async (wire: Wire, sent: Omit<Sent, 'format'>, names: Names): Promise<string> =>
  (await answered(wire, { ...sent, format: 'TSVRaw' }, names)).text();

/** The functions the engine has, which are the same for as long as it runs. */
const readFunctions = async (wire: Wire, names: Names): Promise<GateRules['functions']> => {
  const sql = "SELECT lower(name), lower(if(alias_to = '', name, alias_to)) FROM system.functions";
  const lines = (await textOf(wire, { sql, settings: { readonly: '1' } }, names)).trimEnd().split('\n');
  return new Map(
    lines.map((line): [string, string] => {
      const [name = '', meant = ''] = line.split('\t');
      return [name, meant];
    }),
  );
};

/** Opens a desk over an engine that knows no users: everything an analyst may not is refused here. */
export const openDesk = ({ url, database, tables, seconds = limits.seconds }: DeskOptions): SqlDesk => {
  const wire = openWire(url);
  const published = publishedDatabase(database);
  const views = viewNames(tables);
  const made = new Set<string>();
  let functions: Promise<GateRules['functions']> | undefined;
  const makeViews = async (merchants: SeenMerchants, names: Names): Promise<void> => {
    for (const sql of createViews({ database, cluster: null, tables, merchants }))
      await answered(wire, { sql, format: 'Null', settings: {} }, names);
    made.add(names.database);
  };
  const knownFunctions = (names: Names): Promise<GateRules['functions']> => {
    functions ??= readFunctions(wire, names).catch((error) => {
      functions = undefined;
      throw error;
    });
    return functions;
  };
  const examined = async ({ text, merchants, parameters, signal }: SqlQuestion, names: Names) => {
    insistOnText(text);
    const settings = limitSettings(seconds, tableFilters({ database, tables, merchants }));
    const session = { database: names.database, settings, signal };
    const written = await textOf(
      wire,
      {
        ...session,
        sql: 'SELECT formatQuery({statement:String})',
        parameters: new Map([['statement', escaped(text)]]),
      },
      names,
    );
    const prepared = prepareStatement(written.trim(), names, views);
    const tree = await textOf(wire, { ...session, sql: `EXPLAIN AST ${prepared.sql}`, parameters }, names);
    checkStatement(readTree(tree), { database: names.database, views, functions: await knownFunctions(names) });
    return { ...prepared, session };
  };
  const ask = async (question: SqlQuestion): Promise<SqlAnswer> => {
    const names = { published, database: viewsDatabase(database, question.merchants) };
    if (!made.has(names.database)) await makeViews(question.merchants, names);
    const { sql, format = allowedFormat(question.format), session } = await examined(question, names);
    const settings = { ...question.settings, ...session.settings };
    const response = await answered(
      wire,
      { ...session, sql, format, settings, parameters: question.parameters },
      names,
    );
    const summary = seenOf(response.headers.get('x-clickhouse-summary'), question.merchants);
    return { format, summary, body: response.body };
  };
  return {
    async ask(question) {
      try {
        return await ask(question);
      } catch (error) {
        // An engine that began anew has no views any more: they are made again, and it is asked once more.
        const { database: own } = { database: viewsDatabase(database, question.merchants) };
        if (!(error instanceof SqlRefused) || error.refusal !== 'UNKNOWN_DATABASE' || !made.delete(own)) throw error;
        return ask(question);
      }
    },
  };
};
