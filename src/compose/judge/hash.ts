/** Names of features as numbers, so that no text is built for the many features that bear no weight. */

/** FNV-1a. */
export function hashElement(element: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < element.length; at += 1) hash = Math.imul(hash ^ element.charCodeAt(at), 0x01000193);
  return hash;
}

/** The hash of a feature with one more element. */
export function chain(hash: number, element: number): number {
  return Math.imul(hash ^ element, 0x85ebca6b) ^ (hash >>> 13);
}

/** The hash of a feature by its name: elements with a space between. */
export function hashFeature(name: string): number {
  let hash = 0;
  for (const element of name.split(' ')) hash = chain(hash, hashElement(element));
  return hash;
}
