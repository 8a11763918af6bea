/**
 * The merchants of the world as the tower knows them: added where it does not, each with the looks of its tracking pages.
 * What people have changed since stays as they left it.
 */
import { addMerchant } from '@gantry/shared/api/access/merchants';
import { configureBrand, listBrands } from '@gantry/shared/api/tracking-page';
import { type Merchant, smallerShops } from '../data/shops.data.ts';
import { type Tower, TowerRefusal } from '../tower.ts';

const add = async (tower: Tower, { merchant, name }: Merchant): Promise<void> => {
  try {
    await tower.call(addMerchant, { body: { merchant, name: name ?? merchant } });
  } catch (error) {
    // It is there from an earlier run.
    if (!(error instanceof TowerRefusal) || error.status !== 409) throw error;
  }
};

/** Makes sure that the tower knows the merchants that order beside its first. */
export const openShops = async (tower: Tower): Promise<void> => {
  for (const shop of smallerShops) {
    await add(tower, shop);
    const { merchant, brand } = shop;
    const { reply } = await tower.call(listBrands, { merchant });
    if (brand && reply.items.length === 0)
      await tower.call(configureBrand, { params: { channel: 'default' }, body: brand, merchant });
  }
};
