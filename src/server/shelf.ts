/** Where the pages of past editions link to: on the server, or beside each other in a published folder. */
import { digestPath, type EditionName, editionPath } from '../ground/edition-path.ts';

export interface Shelf {
  edition(name: EditionName): string;
  /** All editions of a digest or of all digests: the newest month, or another one. */
  list(digestId?: string, month?: string): string;
  /** `feed.xml` or `feed.json`. */
  feed(file: FeedFile, digestId?: string): string;
  /** undefined: a folder of files cannot search. */
  readonly search: string | undefined;
}

export type FeedFile = 'feed.xml' | 'feed.json';

export const serverShelf: Shelf = {
  edition: (name) => `/${editionPath(name)}`,
  list: (digestId, month) =>
    `/${digestId === undefined ? 'editions' : digestPath(digestId)}${month === undefined ? '' : `?month=${month}`}`,
  feed: (file, digestId) => (digestId === undefined ? `/${file}` : `/${digestPath(digestId)}/${file}`),
  search: '/search',
};

/** Relative links, so that the folder may lie anywhere. @param up from the page's folder to the top one: '', '../', '../../' */
export function folderShelf(up: string): Shelf {
  return {
    edition: (name) => up + editionPath(name),
    list: (digestId, month) =>
      `${up}${digestId === undefined ? 'editions' : digestPath(digestId)}/${month ?? 'index'}.html`,
    feed: (file, digestId) => up + (digestId === undefined ? file : `${digestPath(digestId)}/${file}`),
    search: undefined,
  };
}
