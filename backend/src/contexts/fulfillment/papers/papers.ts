/** Papers, opened: what prints them, and who says whose name stands on them. */

import { openPress } from '../../../platform/press/press.ts';
import type { FloorNeeds } from '../needs.ts';
import type { PaperNeeds, ReadSeller } from './gather.ts';
import { paperRoutes } from './routes.ts';

/** Opens them. `sellersAre`: told by whoever knows how channels show themselves to their customers. */
export const openPapers = (floor: FloorNeeds) => {
  let read: ReadSeller = async () => null;
  const press = openPress();
  const needs: PaperNeeds = { ...floor, sellerOf: (sql, named) => read(sql, named) };
  return {
    routes: paperRoutes({ ...needs, press }),
    sellersAre: (reading: ReadSeller): void => {
      read = reading;
    },
    close: press.close,
  };
};
