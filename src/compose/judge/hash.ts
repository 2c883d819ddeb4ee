/** Names of features as numbers, so that no text is built for the many features that have no weight. */

/** FNV-1a. */
export function hashElement(element: string): number {
  let hash = start;
  for (let at = 0; at < element.length; at += 1) hash = step(hash, element.charCodeAt(at));
  return hash;
}

/** The hash of a feature with one more element. */
export function chain(hash: number, element: number): number {
  return Math.imul(hash ^ element, 0x85ebca6b) ^ (hash >>> 13);
}

/** The hash of a feature by its name: elements with a space between. */
export function hashFeature(name: string): number {
  let hash = 0;
  let element = start;
  for (let at = 0; at < name.length; at += 1) {
    const unit = name.charCodeAt(at);
    if (unit === space) {
      hash = chain(hash, element);
      element = start;
    } else element = step(element, unit);
  }
  return chain(hash, element);
}

const start = 0x811c9dc5;
const space = 32;

function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}
