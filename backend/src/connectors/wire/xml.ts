/**
 * XML of carriers that speak SOAP, as the JSON the readers know: prefixes of namespaces taken off, attributes beside the
 * elements, everything text, repeated elements a list. Entities of a document's own are not expanded.
 */
import { XMLParser } from 'fast-xml-parser';
import type { Json } from './body.ts';
import { storable } from './text.ts';

const maxDepth = 64;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  processEntities: true,
  htmlEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const tooDeep = (text: string): boolean => {
  let depth = 0;
  for (const tag of text.matchAll(/<(\/)?[A-Za-z_][^>]*?(\/)?>/g)) {
    if (tag[1]) depth--;
    else if (!tag[2] && ++depth > maxDepth) return true;
  }
  return false;
};

/** True when bytes look like XML rather than JSON. */
export const looksLikeXml = (bytes: Buffer): boolean => /^\uFEFF?\s*</.test(bytes.subarray(0, 200).toString('utf8'));

/** Reads XML. `error` says in one line why it cannot be read; `text` is then what could be kept of it. */
export const readXml = (bytes: Buffer): { body: Json } | { error: string; text: string } => {
  const text = storable(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  // A DTD may define entities that expand without end; no carrier sends one.
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) return { error: 'a document type is not accepted', text };
  if (tooDeep(text)) return { error: `nested deeper than ${maxDepth} levels`, text };
  try {
    return { body: parser.parse(text, true) as Json };
  } catch (error) {
    return { error: error instanceof Error ? storable(error.message) : 'not XML', text };
  }
};
