/** Rows of a gzipped CSV file (RFC 4180, no line breaks inside fields), one at a time: the reference tables are large. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const fieldsOf = (line: string): string[] => {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/g;
  for (let more = true; more; ) {
    const match = pattern.exec(line);
    if (!match) break;
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    more = match[3] === ',';
  }
  return fields;
};

/** Every row after the header. Throws when the file is not there or is not gzip. */
export const csvRows = function* (path: string): Generator<string[]> {
  const text = gunzipSync(readFileSync(path)).toString('utf8');
  let from = text.indexOf('\n') + 1;
  while (from > 0 && from < text.length) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? undefined : end).replace(/\r$/, '');
    if (line !== '') yield fieldsOf(line);
    from = end + 1;
  }
};
