/**
 * An ERPNext of the sandbox world: it keeps its documents, names them by its series, and refuses what the real one refuses.
 * It shares no code with the connector, so that a mistake cannot cancel itself out.
 */
import type { SandboxAnswer, SandboxRequest } from '../../carriers/sandbox.ts';
import { type ErpDocument, type ErpShelf, keyOf, listed } from './sandbox-documents.ts';
import { json, no, type Objection } from './sandbox-objections.ts';
import { type Books, checked, nameFor } from './sandbox-rules.ts';

export type ErpSandbox = {
  /** Answers a call as ERPNext would. */
  answer(request: SandboxRequest): SandboxAnswer;
  /** All documents of a type, oldest first. */
  all(doctype: string): ErpDocument[];
  /** What a person does in the ERP: writes a document, past every rule. */
  write(document: ErpDocument): ErpDocument;
};

export type ErpSetting = Books & { shelf: ErpShelf; now(): Date; key: string; secret: string };

const stampOf = (now: Date): string => `${now.toISOString().replace('T', ' ').slice(0, -1)}000`;

const isObjection = (one: ErpDocument | Objection): one is Objection => 'objects' in one;

const openDesk = (setting: ErpSetting) => {
  const { shelf, now } = setting;
  let last = '';
  /** Never the same twice, or two writes of one millisecond would look like one. */
  const stamp = (): string => {
    const next = stampOf(now());
    last = next > last ? next : `${last.slice(0, 20)}${String(Number(last.slice(20)) + 1).padStart(6, '0')}`;
    return last;
  };
  const all = (doctype: string): ErpDocument[] => [...shelf.values()].filter((one) => one.doctype === doctype);
  const write = (document: ErpDocument): ErpDocument => {
    const kept = { ...document, modified: stamp() };
    shelf.set(keyOf(kept), kept);
    return kept;
  };
  return { ...setting, all, write, stamp };
};
type Desk = ReturnType<typeof openDesk>;

const insert = (desk: Desk, doctype: string, body: Record<string, unknown>): ErpDocument | Objection => {
  const draft = { docstatus: 0, ...body, doctype, name: '', creation: desk.stamp(), modified: '' };
  const named = { ...draft, name: nameFor(draft, desk) };
  const refused = checked(named, undefined, desk);
  return refused ?? desk.write(named);
};

const update = (desk: Desk, before: ErpDocument, body: Record<string, unknown>): ErpDocument | Objection => {
  if (body.modified !== undefined && body.modified !== before.modified)
    return no(
      'TimestampMismatchError',
      `Error: ${before.name} (${before.doctype}) has been modified after you have opened it (${before.modified}, ${String(body.modified)}). Please refresh to get the latest document.`,
    );
  const { doctype, name, creation } = before;
  const after = { ...before, ...body, doctype, name, creation };
  return checked(after, before, desk) ?? desk.write(after);
};

const remove = (desk: Desk, document: ErpDocument): SandboxAnswer => {
  if (document.docstatus === 1)
    return json(417, no('ValidationError', 'Submitted Record cannot be deleted. You must Cancel it first.'));
  desk.shelf.delete(keyOf(document));
  return json(202, { data: 'ok' });
};

const bodyOf = (request: SandboxRequest): Record<string, unknown> => {
  try {
    return JSON.parse(request.body) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const said = (one: ErpDocument | Objection): SandboxAnswer =>
  isObjection(one) ? json(one.status, one) : json(200, { data: one });

const ofDocument = (desk: Desk, request: SandboxRequest, found: ErpDocument): SandboxAnswer => {
  if (request.method === 'GET') return json(200, { data: found });
  if (request.method === 'PUT') return said(update(desk, found, bodyOf(request)));
  return request.method === 'DELETE' ? remove(desk, found) : json(403, no('PermissionError', 'Not permitted'));
};

const answerOf = (desk: Desk, request: SandboxRequest): SandboxAnswer => {
  if (request.headers.authorization !== `token ${desk.key}:${desk.secret}`)
    return json(401, no('AuthenticationError', 'Invalid API key or secret'));
  const [, doctype = '', name] =
    /^\/api\/resource\/([^/]+)(?:\/(.+))?$/.exec(request.path)?.map((part) => part && decodeURIComponent(part)) ?? [];
  if (name !== undefined) {
    const found = desk.shelf.get(keyOf({ doctype, name }));
    return found
      ? ofDocument(desk, request, found)
      : json(404, no('DoesNotExistError', `${doctype} ${name} not found`));
  }
  if (doctype === '') return json(404, no('DoesNotExistError', 'no such page'));
  if (request.method === 'GET') return json(200, { data: listed(desk.all(doctype), request.query) });
  return said(insert(desk, doctype, bodyOf(request)));
};

/** Opens an ERP over a shelf. */
export const openErpnextSandbox = (setting: ErpSetting): ErpSandbox => {
  const desk = openDesk(setting);
  return { answer: (request) => answerOf(desk, request), all: desk.all, write: desk.write };
};
