/**
 * A checksum over the rows of a table in Postgres' COPY text: the sum of a hash of each row, so that it does not matter in
 * which order a table gives them. Two tables with the same count and sum hold the same rows.
 */
import { hash } from 'node:crypto';

export type TableSum = { rows: number; sum: string };
export type RowSum = { take(chunk: Buffer): void; result(): TableSum };

const newline = 10;
const half = 2 ** 48;

/** Begins with nothing. Chunks may end anywhere; within a row a line never breaks, since COPY escapes that. */
export const createRowSum = (): RowSum => {
  let [high, low, rows] = [0, 0, 0];
  let begun: Buffer[] = [];
  const add = (row: Buffer): void => {
    const digest = hash('sha256', row, 'buffer');
    high = (high + digest.readUIntBE(0, 6)) % half;
    low = (low + digest.readUIntBE(6, 6)) % half;
    rows++;
  };
  return {
    take: (chunk) => {
      let from = 0;
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
        const row = chunk.subarray(from, end);
        add(begun.length === 0 ? row : Buffer.concat([...begun, row]));
        if (begun.length > 0) begun = [];
        from = end + 1;
      }
      if (from < chunk.length) begun.push(Buffer.from(chunk.subarray(from)));
    },
    result: () => ({ rows, sum: [high, low].map((part) => part.toString(16).padStart(12, '0')).join('') }),
  };
};
