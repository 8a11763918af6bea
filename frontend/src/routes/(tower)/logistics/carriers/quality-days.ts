/** Over how many days carriers are judged, as the address has it. */
export const dayChoices = [
  { value: '7', label: '7 days' },
  { value: '90', label: '90 days' },
];
const usual = 30;

/** The days the address asks for; thirty when it asks for none we offer. */
export const chosenDays = (search: string): number => {
  const asked = new URLSearchParams(search).get('days') ?? '';
  return dayChoices.some(({ value }) => value === asked) ? Number(asked) : usual;
};
