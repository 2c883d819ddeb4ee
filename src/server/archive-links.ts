/** Link targets of the archive pages, on the server or in a published folder. */
import { digestPath, type EditionName, editionPath } from '../ground/edition-path.ts';

export interface ArchiveLinks {
  edition(name: EditionName): string;
  /** The list of editions of one or all digests. @default the newest month */
  list(digestId?: string, month?: string): string;
  /** `feed.xml` or `feed.json`. */
  feed(file: FeedFile, digestId?: string): string;
  /** undefined in a folder, where there is no search. */
  readonly search: string | undefined;
}

export type FeedFile = 'feed.xml' | 'feed.json';

export const serverLinks: ArchiveLinks = {
  edition: (name) => `/${editionPath(name)}`,
  list: (digestId, month) =>
    `/${digestId === undefined ? 'editions' : digestPath(digestId)}${month === undefined ? '' : `?month=${month}`}`,
  feed: (file, digestId) => (digestId === undefined ? `/${file}` : `/${digestPath(digestId)}/${file}`),
  search: '/search',
};

/** Relative links, so the folder can be anywhere. @param up from the page's folder to the top: '', '../', '../../' */
export function folderLinks(up: string): ArchiveLinks {
  return {
    edition: (name) => up + editionPath(name),
    list: (digestId, month) =>
      `${up}${digestId === undefined ? 'editions' : digestPath(digestId)}/${month ?? 'index'}.html`,
    feed: (file, digestId) => up + (digestId === undefined ? file : `${digestPath(digestId)}/${file}`),
    search: undefined,
  };
}
