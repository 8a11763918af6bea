/** The exception categories of analytics: the kinds that say something about a delivery, in the order of the vocabulary. */
import { exceptionKinds } from '@gantry/shared/vocabulary/exception-kinds';

/** A contradiction is about data, not about a delivery: it is shown on the wall and not counted as an exception. */
export const exceptionCategories = exceptionKinds.filter((kind) => kind !== 'contradiction');

/** Condition over `shipment_facts`: at least one exception of a category, open or past. */
export const hadException = '(had_delayed OR had_lost OR had_damaged OR had_return_initiated)';
