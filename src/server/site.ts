/** The archive as static files: an index for each month, a page for each edition, and the feeds. */
import { digestPath, editionPath } from '../ground/edition-path.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { DigestSettings, Language } from '../model.ts';
import type { EditionHead } from '../store/store.ts';
import { folderLinks } from './archive-links.ts';
import type { Archive } from './archive-pages.ts';
import { editionBody, editionTitle } from './edition-body.ts';
import { atomFeed, jsonFeed, loadEditionFeed } from './edition-feed.ts';
import { editionsBody } from './editions-page.ts';
import type { HtmlValue } from './html.ts';
import { pageOf } from './page.ts';

export interface SiteOptions {
  readonly archive: Archive;
  readonly digests: readonly Pick<DigestSettings, 'id' | 'title' | 'timezone' | 'link'>[];
  readonly language: Language;
  readonly now: Date;
}

export interface SiteFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  /** It never changes, so an existing file can stay. */
  readonly isSettled: boolean;
  render(): Promise<string>;
}

/** How many of the newest editions may still change, such as by the link to the next one. */
const unsettledEditions = 10;
/** More than any month has. */
const mostOfMonth = 1000;

/** All files of the archive, with editions before the lists that link to them. */
export async function* siteFiles(options: SiteOptions): AsyncGenerator<SiteFile> {
  const { digests } = options;
  for (const { id } of digests) {
    yield* editionFiles(options, id);
    yield* listFiles(options, id);
    yield* feedFiles(options, id);
  }
  yield* listFiles(options, undefined);
  yield* feedFiles(options, undefined);
  yield {
    path: 'index.html',
    isSettled: false,
    render: async () => listPage(options, { digestId: undefined, month: undefined, up: '' }),
  };
}

async function* editionFiles(options: SiteOptions, digestId: string): AsyncGenerator<SiteFile> {
  const { archive, language } = options;
  let after: EditionHead | undefined;
  let before = await nextOlder(undefined);
  for (let count = 0; before !== undefined; count++) {
    const head = before;
    const [newer, older] = [after, await nextOlder(head.id)];
    yield {
      path: editionFile(head),
      isSettled: count >= unsettledEditions,
      async render() {
        const edition = await archive.edition(digestId, head.slot.local, head.number);
        if (edition === undefined) throw new Error(`Expected the edition of ${head.slot.iso}, found none`);
        const links = folderLinks('../../');
        const body = editionBody({ language, edition, before: older, after: newer, links });
        return document(options, { title: editionTitle(edition, language), up: '../../', body });
      },
    };
    [after, before] = [head, older];
  }

  async function nextOlder(beforeId: number | undefined): Promise<EditionHead | undefined> {
    return (await archive.editionHeads({ digestId, beforeId, onlyDelivered: true, limit: 1 }))[0];
  }
}

async function* listFiles(options: SiteOptions, digestId: string | undefined): AsyncGenerator<SiteFile> {
  const folder = digestId === undefined ? 'editions' : digestFolder(digestId);
  const up = digestId === undefined ? '../' : '../../';
  const months = await options.archive.editionMonths({ digestId, onlyDelivered: true });
  for (const { month } of months) {
    yield {
      path: `${folder}/${month}.html`,
      isSettled: false,
      render: () => listPage(options, { digestId, month, up }),
    };
  }
  yield {
    path: `${folder}/index.html`,
    isSettled: false,
    render: () => listPage(options, { digestId, month: months[0]?.month, up }),
  };
}

function* feedFiles(options: SiteOptions, digestId: string | undefined): Generator<SiteFile> {
  const folder = digestId === undefined ? '' : `${digestFolder(digestId)}/`;
  const linked = digestId === undefined ? '' : `${digestPath(digestId)}/`;
  const feed = () => loadEditionFeed(options.archive, { ...options, digestId });
  for (const [file, write] of [
    ['feed.xml', atomFeed],
    ['feed.json', jsonFeed],
  ] as const) {
    yield { path: folder + file, isSettled: false, render: async () => write(await feed(), linked + file) };
  }
}

async function listPage(
  options: SiteOptions,
  { digestId, month, up }: Record<'digestId' | 'month', string | undefined> & { readonly up: string },
): Promise<string> {
  const { archive, digests, language, now } = options;
  const thisYear = createZone(digests[0]?.timezone ?? 'UTC')
    .local(now)
    .slice(0, 4);
  const months = await archive.editionMonths({ digestId, onlyDelivered: true });
  const shown = month ?? months[0]?.month;
  const heads = await archive.editionHeads({ digestId, month: shown, onlyDelivered: true, limit: mostOfMonth });
  const body = editionsBody({
    language,
    // A file is also read on later days, so no day in it is "today".
    today: `${thisYear}-00-00`,
    digests,
    digestId,
    months,
    month: heads.length > 0 ? shown : undefined,
    heads,
    olderHref: undefined,
    links: folderLinks(up),
  });
  return document(options, { title: language === 'en' ? 'Editions' : '往期', up, body });
}

function document(
  { digests, language }: SiteOptions,
  { title, up, body }: { readonly title: string; readonly up: string; readonly body: HtmlValue },
): string {
  const brand = digests[0]?.title ?? 'AI News Digest';
  const links = folderLinks(up);
  return pageOf({
    language,
    title: `${title} · ${brand}`,
    isFile: true,
    readersFrame: { brand, editions: links.list(), feed: links.feed('feed.xml') },
    body,
  });
}

/** File names are not encoded, unlike links. */
function editionFile(head: EditionHead): string {
  return editionPath(head).replace(digestPath(head.digestId), digestFolder(head.digestId));
}

function digestFolder(digestId: string): string {
  return `editions/${digestId}`;
}
