/**
 * `gantry normalize <carrier> <file> [--kind push|track]`: what the intake makes of a carrier's message, as JSON. It is how
 * a person finds out why a parcel stands where it stands; it runs the very code of the intake, without a tower.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectionConfigured, webhookMapping } from '@gantry/shared/events/connections';
import { type CarrierAdapterName, carrierAdapterNames, carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { CarrierReading } from '../src/connectors/carriers/carrier.ts';
import { adapterOf } from '../src/connectors/carriers/registry.ts';
import { normalize } from '../src/contexts/tracking/normalize.ts';
import { printedReading } from '../src/contexts/tracking/shipments/printed-reading.ts';
import { statusMap } from '../src/contexts/tracking/status-normalizer.ts';
import { messageOf } from '../src/kernel/errors.ts';
import { openGazetteer } from '../src/platform/gazetteer.ts';

type Said = {
  carrier: CarrierAdapterName;
  file: string;
  kind: 'push' | 'track';
  mapping: string | undefined;
  timeZone: string | undefined;
};

const usage = `usage: gantry normalize <${carrierAdapterNames.join('|')}> <file or -> [--kind push|track] [--mapping <file>] [--time-zone <IANA zone>]`;

const saidIn = (args: readonly string[]): Said => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { kind: { type: 'string' }, mapping: { type: 'string' }, 'time-zone': { type: 'string' } },
  });
  const [carrier, file, ...rest] = positionals;
  if (carrier === undefined || file === undefined || rest.length > 0) throw new Error(usage);
  const name = carrierAdapterNames.find((one) => one === carrier);
  if (!name) throw new Error(`no carrier ${carrier}: one of ${carrierAdapterNames.join(', ')}`);
  const { push, track } = carrierFacts[name];
  const kind = values.kind ?? (push ? 'push' : 'track');
  if (kind !== 'push' && kind !== 'track') throw new Error(`--kind is push or track, not ${kind}`);
  if (kind === 'push' ? !push : !track)
    throw new Error(`${name} has no ${kind === 'push' ? 'webhooks' : 'track answers'} to read`);
  if (name === 'generic' && values.mapping === undefined)
    throw new Error('generic needs --mapping <file>: which field means what');
  return { carrier: name, file, kind, mapping: values.mapping, timeZone: values['time-zone'] };
};

const connectionOf = ({ carrier, mapping, timeZone }: Said) =>
  connectionConfigured.payload.parse({
    name: carrier,
    label: carrierFacts[carrier].label,
    adapter: carrier,
    mapping: mapping === undefined ? null : webhookMapping.parse(JSON.parse(readFileSync(mapping, 'utf8'))),
    signature: null,
    settings: timeZone === undefined ? {} : { timeZone },
    mappingVersion: 1,
  });

/** What stands in the way of reading anything at all: a body that is no message of the carrier. */
const nothingIn = ({ shipments, problems, errors }: CarrierReading): string | undefined => {
  const whole = errors.find(
    ({ index, reason }) => index === null && (reason === 'unreadable' || reason === 'no_scans'),
  );
  return shipments.length === 0 && problems.length === 0 ? (whole?.detail ?? errors[0]?.detail) : undefined;
};

const printed = (said: Said): unknown => {
  const connection = connectionOf(said);
  const body = readFileSync(said.file === '-' ? 0 : said.file);
  const adapter = adapterOf(connection);
  const reading = said.kind === 'push' ? adapter.webhook?.read(body, connection) : adapter.track?.read(body);
  if (!reading) throw new Error(`${said.carrier} has no ${said.kind} to read`);
  const nothing = nothingIn(reading);
  if (nothing !== undefined) throw new Error(`${said.file} is no ${said.kind} of ${said.carrier}: ${nothing}`);
  const map = statusMap(adapter.statuses(connection));
  return printedReading(
    normalize(reading, { map, gazetteer: openGazetteer(), timeZone: connection.settings.timeZone }),
  );
};

/** Prints the result and answers 0, or one line of what is wrong and 1. */
export const run = async (args: readonly string[]): Promise<number> => {
  try {
    const text = JSON.stringify(printed(saidIn(args)), null, 2);
    await new Promise<void>((done) => process.stdout.write(`${text}\n`, () => done()));
    return 0;
  } catch (error) {
    process.stderr.write(`${messageOf(error).split('\n')[0]}\n`);
    return 1;
  }
};
