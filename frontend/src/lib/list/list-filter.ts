/** What a list can be narrowed by: one of some choices, or a text with proposals. */
export type ListFilter = { name: string; label: string } & (
  | {
      choices: readonly { value: string; label: string }[];
      /** The word for no choice; left out where one is always made. */
      any?: string;
    }
  | { proposals: readonly string[] }
);
