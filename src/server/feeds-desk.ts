import type { Edited } from '../control/feeds-edits.ts';
import type { Looked } from '../control/found-feed.ts';
import type { Feed, Phrase } from '../model.ts';
import type { FeedView } from '../show/feed.ts';
import type { FeedsView } from '../show/feeds.ts';

/** A feed as it was found or as the catalogue has it, ready to be added. */
type FoundForPage = Extract<Looked, { readonly ok: true }>['feed'];

/** The operations of the feeds pages. Each change takes the stamp of the file that its page showed. */
export interface FeedsDesk {
  stamp(): Promise<string>;
  /** @param word a filter */
  list(word: string | undefined): Promise<FeedsView>;
  /** @param id from `feedId` */
  feed(id: string): Promise<FeedView | undefined>;
  /** The feed at a site or address, before it is added. */
  look(source: string): Promise<Looked>;
  catalogue(): Promise<readonly CatalogueRow[]>;
  exportOpml(): string;
  add(feed: FoundForPage, stamp: string): Promise<Edited>;
  change(id: string, change: FeedForm, stamp: string): Promise<Edited>;
  /** Changes the address. */
  move(id: string, url: string, stamp: string): Promise<Edited>;
  enable(ids: readonly string[], enabled: boolean, stamp: string): Promise<Edited>;
  remove(id: string, stamp: string): Promise<Edited>;
  importOpml(xml: string, stamp: string): Promise<Edited>;
  /** Reads feeds now. @returns the result in words */
  readAgain(ids: readonly string[]): Promise<Phrase>;
}

type FeedForm = Pick<Feed, 'weight' | 'topic' | 'tags'>;

export type CatalogueRow = FoundForPage & { readonly isUsed: boolean };
