/** What of people is in a backup that is restored: with which keys it opens, and what is told of those who were erased. */
import { type Backup, keepsKeysApart, verifyBackup } from '../../src/platform/backup/pair.ts';
import { CommandError } from '../tower-access.ts';
import { grouped } from './backup.ts';

type PersonalOrder = { path: string; keysPath: string; withoutPersonalData: boolean };

/** The backup with the keys of its personal data, or without them where that was said. */
export const readBackup = async (order: PersonalOrder, onRows: (rows: number) => void): Promise<Backup> => {
  const { path, keysPath, withoutPersonalData } = order;
  const backup = await verifyBackup(path, { keysPath, onRows });
  if (withoutPersonalData) return { ...backup, keys: null };
  if (keepsKeysApart(backup) && !backup.keys)
    throw new CommandError(
      `${keysPath} is not there: personal data in the backup opens with it alone. Put it there, name it by --keys, or restore without by --without-personal-data`,
    );
  return backup;
};

/** What became of personal data. */
export const tellOfPersons = (
  { keys, summary: { head } }: Backup,
  { erased, destroyed }: { erased: number; destroyed: number },
): void => {
  if (head.pair !== undefined && !keys)
    console.log('restored without keys: what is personal in it stays sealed for good');
  if (erased > 0)
    console.log(
      `${grouped(erased)} erasures are known of: ${grouped(destroyed)} keys in the backup were destroyed again`,
    );
  else console.log('no list of erasures was found: if anybody was erased since, restore again with --erasures');
};
