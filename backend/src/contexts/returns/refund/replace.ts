/** Sending something in a return's stead: once under its name, and never for a unit that was replaced or paid back. Pure. */
import { type ReturnEvent, replacementSent } from '@gantry/shared/events/returns';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { toReplaceOf } from '../counts.ts';
import { known } from '../decide.ts';
import { insistOnSameReplacement } from '../repeated.ts';
import type { Rma } from '../rma.ts';

type Replacement = Rma['replacements'][number];

const faultsIn = (rma: Rma, lines: Replacement['lines']): FieldError[] => {
  const seen = new Set<string>();
  return lines.flatMap(({ lineId }, i): FieldError[] => {
    const path = `lines.${i}.lineId`;
    if (seen.has(lineId)) return [{ path, message: 'is named twice' }];
    seen.add(lineId);
    return rma.lines.some((line) => line.lineId === lineId) ? [] : [{ path, message: 'is no line of this return' }];
  });
};

const beyondIn = (rma: Rma, lines: Replacement['lines']): FieldError[] =>
  lines.flatMap(({ lineId, quantity }, i) => {
    const line = rma.lines.find((one) => one.lineId === lineId);
    const left = line ? toReplaceOf(rma, line) : 0;
    return quantity <= left
      ? []
      : [{ path: `lines.${i}.quantity`, message: `${left} of it came and were neither replaced nor paid back` }];
  });

/** Sends a replacement. The same name again sends nothing more. Throws a Refusal that names the lines. */
export const replace =
  (replacement: Replacement, now: Date) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    const before = rma.replacements.find(({ replacementId }) => replacementId === replacement.replacementId);
    if (before) {
      insistOnSameReplacement(replacement, before);
      return [];
    }
    const faults = faultsIn(rma, replacement.lines);
    if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    const beyond = beyondIn(rma, replacement.lines);
    if (beyond.length > 0)
      throw new Refusal(
        'conflict',
        'nothing_to_replace',
        `More is to be sent than is owed: ${beyond[0]?.message}`,
        beyond,
      );
    return [replacementSent({ returnId: rma.returnId, ...replacement }, { occurredAt: now.toISOString() })];
  };
