import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { labelOf } from './gazetteer/compile.ts';
import { openGazetteer, prepareGazetteer } from './gazetteer.ts';

const run = promisify(execFile);
const locodes = `country,location,name,nameWoDiacritics,subdivision,status,function,iata,lat,lon,geocoded
DE,CGN,K\uFFFDln,Koln,NW,AF,12345---,,50.95,6.93,
DE,LEJ,Leipzig,Leipzig,SN,AF,-2345---,,0,0,
BS,FPO,"""Freeport"," Grand Bahama""","""Freeport"," Grand Bahama""",,1--4----,26.5,-78.7,true
XX,??,broken,broken,,AF,nonsense,,1,1,
`;
const postal = `country_code,zipcode,place,state,state_code,province,province_code,community,community_code,latitude,longitude
DE,50667,Köln,Nordrhein-Westfalen,NW,,00,,05315,50.9387,6.9547
DE,04103,Leipzig,Sachsen,SN,,00,,14713,51.3358,12.3877
DE,10875,"Firma ""A"", GmbH",Sachsen,13,,00,,,51.1,12.1
`;

let root = '';
let dataFolder = '';
let cacheFolder = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gantry-gazetteer-test-'));
});
beforeEach(() => {
  dataFolder = mkdtempSync(join(root, 'data-'));
  cacheFolder = join(mkdtempSync(join(root, 'cache-')), 'kept');
  for (const folder of ['un-locode', 'postal-codes']) mkdirSync(join(dataFolder, folder));
  // The folder's own name makes the digest of each test its own: no table of another is found among temporary files.
  writeFileSync(join(dataFolder, 'un-locode/un_locode.csv.gz'), gzipSync(locodes));
  writeFileSync(
    join(dataFolder, 'postal-codes/zipcodes_DE.csv.gz'),
    gzipSync(`${postal}DE,99999,${dataFolder},X,NW,,,,,51,7\n`),
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const tablesIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.gazetteer'));

describe('the gazetteer', () => {
  it('compiles at the first lookup and not again', () => {
    const gazetteer = openGazetteer({ cacheFolder, dataFolder });
    expect(() => readdirSync(cacheFolder)).toThrow();
    expect(gazetteer.byUnlocode('DECGN')).toMatchObject({ name: 'Köln', state: 'NW', latitude: 50.9387, weight: 1 });
    expect(gazetteer.named('DE', 'KOELN')[0]?.unlocode).toBe('DECGN');
    expect(gazetteer.byUnlocode('DELEJ')).toMatchObject({ latitude: 51.3358 });
    expect(gazetteer.byUnlocode('BSFPO')).toMatchObject({ name: 'Freeport', country: 'BS' });
    expect(gazetteer.byPostalCode('DE', '04103')?.name).toBe('Leipzig');
    expect(gazetteer.byPostalCode('DE', '10875')).toBeUndefined();
    expect(gazetteer.byAirport('LEJ').map(({ name }) => name)).toEqual(['Leipzig']);
    expect(gazetteer.countryOf('Alemania')).toBe('DE');
    expect(gazetteer.regionsOf('DE', 'Bavaria')).toContain('BY');
    let told = 0;
    prepareGazetteer({ cacheFolder, dataFolder, tell: () => (told += 1) });
    expect(told).toBe(0);
  });
  it('compiles again when a reference file changes', () => {
    prepareGazetteer({ cacheFolder, dataFolder });
    writeFileSync(join(dataFolder, 'postal-codes/zipcodes_DE.csv.gz'), gzipSync(postal.replace('Leipzig', 'Lipsia')));
    expect(openGazetteer({ cacheFolder, dataFolder }).byPostalCode('DE', '04103')?.name).toBe('Lipsia');
  });
  it('lets several processes compile at once', async () => {
    const script = `const { openGazetteer } = await import(${JSON.stringify(join(import.meta.dirname, 'gazetteer.ts'))});
      process.stdout.write(openGazetteer(${JSON.stringify({ cacheFolder, dataFolder })}).byUnlocode('DECGN').name);`;
    const said = await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })),
    );
    expect(said.map(({ stdout }) => stdout)).toEqual(['Köln', 'Köln', 'Köln']);
    expect(tablesIn(cacheFolder)).toHaveLength(1);
  });
  it('heals a damaged table', () => {
    prepareGazetteer({ cacheFolder, dataFolder });
    const path = join(cacheFolder, tablesIn(cacheFolder)[0] ?? '');
    const whole = readFileSync(path);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 255;
    for (const damaged of [Buffer.alloc(0), whole.subarray(0, 1000), flipped]) {
      writeFileSync(path, damaged);
      expect(openGazetteer({ cacheFolder, dataFolder }).byUnlocode('DECGN')?.name).toBe('Köln');
      expect(readFileSync(path).equals(whole)).toBe(true);
    }
  });
  it('works where it cannot write', () => {
    // A file where the folder should be stops even root, whom no mode stops.
    writeFileSync(cacheFolder, 'in the way');
    chmodSync(dataFolder, 0o555);
    expect(openGazetteer({ cacheFolder, dataFolder }).byUnlocode('DECGN')?.name).toBe('Köln');
    const instead = join(
      tmpdir(),
      `gantry-gazetteer-${process.getuid?.() ?? 'user'}`,
      `${labelOf(dataFolder)}.gazetteer`,
    );
    expect(existsSync(instead)).toBe(true);
    rmSync(instead);
  });
  it('has the whole world from the real tables', () => {
    const gazetteer = openGazetteer();
    expect(gazetteer.byUnlocode('NLRTM')).toMatchObject({ name: 'Rotterdam', country: 'NL' });
    expect(gazetteer.countryOf('Países Bajos')).toBe('NL');
    expect(gazetteer.countryOf('UK')).toBe('GB');
    expect(gazetteer.timeZoneAt(40.4, -3.7)).toBe('Europe/Madrid');
    expect(gazetteer.timeZoneAt(0, -30)).toBeUndefined();
    expect(gazetteer.timeZoneAt(Number.NaN, 400)).toBeUndefined();
  }, 240_000);
});
