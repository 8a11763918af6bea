/** The vendors that a purchase order can go to: those of its merchant. Two merchants may call a vendor alike. Pure. */
type Held = { merchant: string; vendor: string; name: string };

/** Nobody can be chosen while it is asked whose order it is. */
export const vendorChoices = (
  vendors: readonly Held[],
  { merchant, asks }: { merchant: string | null; asks: boolean },
) =>
  vendors
    .filter((held) => (merchant === null ? !asks : held.merchant === merchant))
    .map(({ vendor, name }) => ({ value: vendor, label: name }));
