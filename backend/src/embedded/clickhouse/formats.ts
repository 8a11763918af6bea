/** What the interface must know of ClickHouse's formats: which are one document, which are binary, their content types. */

/** One closed document: of no use before its end, so it is built whole and carries right statistics. */
const DOCUMENTS = new Set([
  'JSON',
  'JSONSTRINGS',
  'JSONCOMPACT',
  'JSONCOMPACTSTRINGS',
  'JSONCOLUMNS',
  'JSONCOMPACTCOLUMNS',
]);
for (const name of ['JSONCOLUMNSWITHMETADATA', 'JSONOBJECTEACHROW', 'XML', 'VERTICAL', 'NULL', 'MARKDOWN'])
  DOCUMENTS.add(name);

const BINARY = new Set([
  'NATIVE',
  'PARQUET',
  'ARROW',
  'ARROWSTREAM',
  'ORC',
  'AVRO',
  'MSGPACK',
  'PROTOBUF',
  'CAPNPROTO',
  'NPY',
]);

/** True for a format that cannot be read before its end. */
export function isDocument(format: string): boolean {
  const name = format.toUpperCase();
  return DOCUMENTS.has(name) || name.startsWith('PRETTY');
}

/** True for a format whose rows may hold any byte. */
export function isBinary(format: string): boolean {
  const name = format.toUpperCase();
  return BINARY.has(name) || name.startsWith('ROWBINARY') || name.startsWith('BSON') || name.startsWith('PROTOBUF');
}

/** True for a format the streaming interface gives out whole and right. File formats with a footer (Parquet) come out damaged. */
export function isStreamable(format: string): boolean {
  return !isDocument(format) && (!isBinary(format) || format.toUpperCase().startsWith('ROWBINARY'));
}

/** The Content-Type of an answer. */
export function contentType(format: string): string {
  const name = format.toUpperCase();
  if (name.includes('EACHROW') && name.startsWith('JSON')) return 'application/x-ndjson; charset=UTF-8';
  if (name.startsWith('JSON')) return 'application/json; charset=UTF-8';
  if (name.startsWith('CSV'))
    return `text/csv; charset=UTF-8; header=${name.includes('WITHNAMES') ? 'present' : 'absent'}`;
  if (name.startsWith('TSV') || name.startsWith('TABSEPARATED')) return 'text/tab-separated-values; charset=UTF-8';
  return isBinary(format) ? 'application/octet-stream' : 'text/plain; charset=UTF-8';
}
