/**
 * `gantry normalize <carrier> <file> [--kind push|track]`: what the intake makes of a carrier's message, as JSON. It is how
 * a person finds out why a parcel stands where it stands; it runs the very code of the intake, without a tower. Whether a
 * file is a push or a track answer it finds out by itself.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectionConfigured, webhookMapping } from '@gantry/shared/events/connections';
import { type CarrierAdapterName, carrierAdapterNames, carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { CarrierReading } from '../src/connectors/carriers/reading.ts';
import { adapterOf } from '../src/connectors/carriers/registry.ts';
import { statusMap } from '../src/contexts/carriers/status-normalizer.ts';
import { normalize } from '../src/contexts/tracking/normalize/normalize.ts';
import { printedReading } from '../src/contexts/tracking/normalize/printed-reading.ts';
import { messageOf } from '../src/kernel/errors.ts';
import { openGazetteer } from '../src/platform/gazetteer.ts';

type Kind = 'push' | 'track';
type Arguments = {
  carrier: CarrierAdapterName;
  file: string;
  /** The kind told, or the kinds the carrier has, the usual one first. */
  kinds: readonly Kind[];
  mapping: string | undefined;
  timeZone: string | undefined;
};

const usage = `usage: gantry normalize <${carrierAdapterNames.join('|')}> <file or -> [--kind push|track] [--mapping <file>] [--time-zone <IANA zone>]`;

const help = `${usage}

Prints what a carrier's message means: its parcels with their events oldest first, errors, and codes no row knows.
  --kind       whether the file is a webhook or a track answer; left out, both are tried
  --mapping    for generic: a JSON file saying which field means what (docs/carriers.md). Left out, obvious names are
               taken: events | scans | trackingEvents | checkpoints | history for the list of scans (or one scan alone);
               trackingNumber | tracking_number | awb | number; code | status | eventType; occurredAt | timestamp |
               date (+ time) | eventTime; city, state, postalCode, country, latitude, longitude, beside them or in
               location | place | address; description | message. Codes are the 25 unified statuses by name
               (out_for_delivery, "Out for delivery"); any other is printed as unmapped.
  --time-zone  the zone of times sent without one, where neither carrier nor place names it
A file saved with its HTTP head is read without it. Exit code 1: nothing in the file can be read.
`;

const kindsOf = (name: CarrierAdapterName, told: string | undefined): readonly Kind[] => {
  const { push, track } = carrierFacts[name];
  if (told === undefined) return [...(push ? (['push'] as const) : []), ...(track ? (['track'] as const) : [])];
  if (told !== 'push' && told !== 'track') throw new Error(`--kind is push or track, not ${told}`);
  if (told === 'push' ? !push : !track)
    throw new Error(`${name} has no ${told === 'push' ? 'webhooks' : 'track answers'} to read`);
  return [told];
};

const saidIn = (args: readonly string[]): Arguments | undefined => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      kind: { type: 'string' },
      mapping: { type: 'string' },
      'time-zone': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const [carrier, file, ...rest] = positionals;
  if (carrier === undefined || file === undefined || rest.length > 0) throw new Error(usage);
  const name = carrierAdapterNames.find((one) => one === carrier);
  if (!name) throw new Error(`no carrier ${carrier}: one of ${carrierAdapterNames.join(', ')}`);
  const kinds = kindsOf(name, values.kind);
  return { carrier: name, file, kinds, mapping: values.mapping, timeZone: values['time-zone'] };
};

const connectionOf = ({ carrier, mapping, timeZone }: Arguments) =>
  connectionConfigured.payload.parse({
    name: carrier,
    label: carrierFacts[carrier].label,
    adapter: carrier,
    mapping: mapping === undefined ? null : webhookMapping.parse(JSON.parse(readFileSync(mapping, 'utf8'))),
    signature: null,
    settings: timeZone === undefined ? {} : { timeZone },
    mappingVersion: 1,
  });

/** The bytes of a message, without the head of the HTTP exchange it was saved with. A GET is all head, and stays. */
const bodyIn = (bytes: Buffer): Buffer => {
  const head = /^(?:HTTP\/\d(?:\.\d)? \d{3}|(?:POST|PUT) \S+ HTTP\/\d)[\s\S]*?\r?\n\r?\n/.exec(
    bytes.toString('latin1'),
  );
  return head ? bytes.subarray(head[0].length) : bytes;
};

const nobodys: ReadonlySet<string> = new Set(['unreadable', 'no_scans', 'not_an_object']);

/**
 * What stands in the way of reading anything at all: a body that is no message of the carrier. A message of his with
 * something missing is one, and is printed with its errors.
 */
const nothingIn = ({ shipments, problems, errors }: CarrierReading): string | undefined => {
  if (shipments.length > 0 || problems.length > 0) return undefined;
  return errors.every(({ reason }) => nobodys.has(reason)) ? errors[0]?.detail : undefined;
};

type Tried = { kind: Kind; reading: CarrierReading };

/** How much of a message a reading understood: parcels, else what is wrong with them, else something, else nothing. */
const weightOf = ({ reading }: Tried): number => {
  if (nothingIn(reading) !== undefined) return 0;
  if (reading.shipments.length > 0) return 3;
  return reading.problems.length > 0 ? 2 : 1;
};

const printed = (said: Arguments): unknown => {
  const connection = connectionOf(said);
  const body = bodyIn(readFileSync(said.file === '-' ? 0 : said.file));
  if (body.toString('utf8').trim() === '') throw new Error(`${said.file} is empty`);
  const adapter = adapterOf(connection);
  const tried = said.kinds.flatMap((kind): Tried[] => {
    const reading = kind === 'push' ? adapter.webhook?.read(body, connection) : adapter.track?.read(body);
    return reading ? [{ kind, reading }] : [];
  });
  // The sort keeps the order of what weighs the same: the usual kind first.
  const [best] = [...tried].sort((a, b) => weightOf(b) - weightOf(a));
  if (!best) throw new Error(`${said.carrier} has no ${said.kinds.join(' or ')} to read`);
  if (weightOf(best) === 0) {
    const why = tried.map(({ kind, reading }) => `no ${kind}: ${nothingIn(reading)}`).join('; ');
    throw new Error(`${said.file} is no message of ${said.carrier}: ${why.replace(/\s+/g, ' ')}`);
  }
  const map = statusMap(adapter.statuses(connection));
  return printedReading(
    normalize(best.reading, { map, gazetteer: openGazetteer(), timeZone: connection.settings.timeZone }),
  );
};

/** Prints the result and answers 0, or one line of what is wrong and 1. */
export const run = async (args: readonly string[]): Promise<number> => {
  try {
    const said = saidIn(args);
    const text = said ? `${JSON.stringify(printed(said), null, 2)}\n` : help;
    await new Promise<void>((done) => process.stdout.write(text, () => done()));
    return 0;
  } catch (error) {
    process.stderr.write(`${messageOf(error).split('\n')[0]}\n`);
    return 1;
  }
};
