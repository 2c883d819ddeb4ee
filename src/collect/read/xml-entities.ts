/** Entities that a document defines itself. */

/** Characters that a document's own entities may add to it. */
const maxExpansion = 100_000;

/**
 * Expands a document's own internal entities that hold no references (a weblog defined its tag: URI like this). Neither
 * nesting nor repetition can blow up a feed.
 * @param head the beginning of the document, which declares them
 */
export function createEntityExpander(head: string): (xml: string) => string {
  const doctype = head.indexOf('<!DOCTYPE');
  if (doctype === -1 || doctype > 2000) return (xml) => xml;
  const subset = head.slice(doctype, doctype + 10_000);
  const declared = [...subset.matchAll(entityDeclaration)].slice(0, 100);
  const entities = new Map(declared.map(([, name = '', double, single = '']) => [name, double ?? single]));
  if (entities.size === 0) return (xml) => xml;
  let expanded = 0;
  return (xml) =>
    xml.replace(/&([\w.-]{1,60});/g, (reference, name: string) => {
      const value = entities.get(name);
      if (value === undefined) return reference;
      expanded += value.length;
      return expanded > maxExpansion ? '' : value;
    });
}

const entityDeclaration = /<!ENTITY\s{1,20}([\w.-]{1,60})\s{1,20}(?:"([^"&%<]{0,500})"|'([^'&%<]{0,500})')\s{0,20}>/g;
