/** How the form of a step sends it: the page around it does, and says what came of it. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { changeReturn } from '@gantry/shared/api/returns/staff';

/** `said`: what to say once it is done. True once it is. */
export type Take = (step: BodyOf<typeof changeReturn>, said: string) => Promise<boolean>;
