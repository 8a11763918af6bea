/** What a transport is: it carries letters to people and says what became of each. */
export type Letter = { id: string; to: string; subject: string; text: string; html?: string | undefined };

/** `refused`: it will not be taken later either. */
export type Carried = { outcome: 'sent' | 'refused' | 'later'; detail: string };

export type EmailTransport = {
  carry(letter: Letter): Promise<Carried>;
  close(): void;
};
