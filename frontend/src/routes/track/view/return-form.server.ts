/** The form of a return as it came: what was entered, what is wrong with it, and the photos in it. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import { requestReturnOnPage } from '@gantry/shared/api/returns/customers';

export const mostPhotos = 5;

/** What was entered, to be shown again where something is wrong with it. */
export type Entered = {
  requestId: string;
  quantities: Record<string, string>;
  reasons: Record<string, string>;
  note: string;
  /** Ids of photos that are there already. */
  photos: string[];
};

const textIn = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value.trim() : '');

/** Fields `name:<line>` by their line. */
const byLine = (form: FormData, name: string): Record<string, string> =>
  Object.fromEntries(
    [...form].flatMap(([field, value]) =>
      field.startsWith(`${name}:`) ? [[field.slice(name.length + 1), textIn(value)] as const] : [],
    ),
  );

export const enteredIn = (form: FormData): Entered => ({
  requestId: textIn(form.get('requestId')).slice(0, 120),
  quantities: byLine(form, 'quantity'),
  reasons: byLine(form, 'reason'),
  note: textIn(form.get('note')).slice(0, 1_000),
  photos: [...new Set(form.getAll('photo').map(textIn))]
    .filter((id) => /^upl_[0-9a-z]+$/.test(id))
    .slice(0, mostPhotos),
});

/** Files that were chosen; a field without one holds an empty file. */
export const filesIn = (form: FormData): File[] =>
  form.getAll('files').filter((one): one is File => typeof one !== 'string' && one.size > 0);

export type Faults = { items: 'needItem' | 'tooMany' | null; reasons: string[] };
type Body = BodyOf<typeof requestReturnOnPage>;

/** What is asked for, and what is missing of it. */
export const askedBy = (entered: Entered): { body: Body | null; faults: Faults } => {
  const wanted = Object.entries(entered.quantities).filter(([, quantity]) => quantity !== '' && quantity !== '0');
  const reasons = wanted.flatMap(([lineId]) => (entered.reasons[lineId] ? [] : [lineId]));
  const lines = wanted.map(([lineId, quantity]) => ({
    lineId,
    quantity: Number(quantity),
    reason: entered.reasons[lineId] as Body['lines'][number]['reason'],
  }));
  if (lines.length === 0) return { body: null, faults: { items: 'needItem', reasons: [] } };
  const { requestId, note, photos } = entered;
  const body = { requestId, lines, note, photos };
  const read = requestReturnOnPage.body.safeParse(body);
  if (reasons.length > 0) return { body: null, faults: { items: null, reasons } };
  return read.success
    ? { body, faults: { items: null, reasons: [] } }
    : { body: null, faults: { items: 'tooMany', reasons: [] } };
};
