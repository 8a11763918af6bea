/** How Frappe says no: an exception by name, and what people are told in a list of texts that are JSON themselves. */
import type { SandboxAnswer } from '../../carriers/sandbox.ts';

/** `objects` tells it from a document. */
export type Objection = { objects: true; status: number; type: string; words: string };

const statuses: Readonly<Record<string, number>> = {
  AuthenticationError: 401,
  PermissionError: 403,
  DoesNotExistError: 404,
  DuplicateEntryError: 409,
  TooManyRequestsError: 429,
};

export const no = (type: string, words: string): Objection => ({
  objects: true,
  status: statuses[type] ?? 417,
  type,
  words,
});

const bodyOf = ({ type, words }: Objection) => ({
  exception: `frappe.exceptions.${type}: ${words}`,
  exc_type: type,
  exc: JSON.stringify([`Traceback (most recent call last):\n  …\nfrappe.exceptions.${type}: ${words}\n`]),
  _server_messages: JSON.stringify([
    JSON.stringify({ message: words, title: 'Message', indicator: 'red', raise_exception: 1 }),
  ]),
});

const isObjection = (body: object): body is Objection => 'objects' in body;

export const json = (status: number, body: object): SandboxAnswer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(isObjection(body) ? bodyOf(body) : body),
});
