/** The pages for readers: past editions, their search, and their feeds. PUBLIC_PAGES makes them public. */
import { readEditionName } from '../ground/edition-path.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { DigestSettings, Language } from '../model.ts';
import type { ArchiveStore, ComposeStore } from '../store/store.ts';
import { type FeedFile, serverLinks } from './archive-links.ts';
import { editionBody, editionTitle } from './edition-body.ts';
import { atomFeed, jsonFeed, loadEditionFeed } from './edition-feed.ts';
import { editionsBody } from './editions-page.ts';
import { numberIn } from './request.ts';
import type { Routes } from './routes.ts';
import { readSearch, searchBody } from './search-page.ts';
import type { Answer, Visit } from './visit.ts';

export type Archive = ArchiveStore & Pick<ComposeStore, 'edition'>;

export interface ArchiveOptions {
  readonly archive: Archive;
  /** PUBLIC_PAGES, asked at every request. */
  publicPages(): boolean;
  digests(): readonly Pick<DigestSettings, 'id' | 'title' | 'timezone' | 'link'>[];
  language(): Language;
}

/** Editions of a month per page: enough for three digests a day. */
const perPage = 100;
const foundPerPage = 20;
/** How many editions are searched for left-out items, and how many items are shown. */
const leftOut = { editions: 7, shown: 10 } as const;
/** A search is more expensive than any other page. */
const searchCost = 4;

export function registerArchive(routes: Routes, options: ArchiveOptions): void {
  const isPublic = options.publicPages;
  routes.page('/editions', (visit) => listPage(options, visit, undefined), { isPublic });
  routes.page('/editions/', (visit) => listPage(options, visit, undefined), { isPublic });
  routes.page('/editions/:digest', (visit) => listPage(options, visit, visit.params.digest), { isPublic });
  routes.page('/editions/:digest/:slot', (visit) => editionPage(options, visit), { isPublic });
  routes.page('/search', (visit) => searchPage(options, visit), { isPublic, cost: searchCost });
  for (const file of ['feed.xml', 'feed.json'] as const) {
    routes.page(`/${file}`, (visit) => feedPage(options, visit, file, undefined), { isPublic });
    routes.page(`/editions/:digest/${file}`, (visit) => feedPage(options, visit, file, visit.params.digest), {
      isPublic,
    });
  }
}

async function listPage(options: ArchiveOptions, visit: Visit, digestId: string | undefined): Promise<Answer> {
  const { archive } = options;
  if (digestId !== undefined && !(await isKnown(options, digestId))) return { kind: 'missing' };
  const onlyDelivered = visit.isGuest;
  const months = await archive.editionMonths({ digestId, onlyDelivered });
  const month = /^\d{4}-\d{2}$/.test(visit.query.month ?? '') ? visit.query.month : months[0]?.month;
  const beforeId = numberIn(visit.query.before);
  const heads = await archive.editionHeads({ digestId, month, beforeId, onlyDelivered, limit: perPage + 1 });
  const shown = heads.slice(0, perPage);
  const last = shown.at(-1);
  return visit.page({
    title: visit.say('往期', 'Editions'),
    place: 'editions',
    body: editionsBody({
      language: visit.language,
      today: createZone(visit.timezone).local(visit.now).slice(0, 10),
      digests: options.digests(),
      digestId,
      months,
      month: heads.length > 0 ? month : undefined,
      heads: shown,
      olderHref:
        heads.length > perPage && last !== undefined && month !== undefined
          ? `${serverLinks.list(digestId, month)}&before=${last.id}`
          : undefined,
      links: serverLinks,
    }),
  });
}

async function editionPage({ archive }: ArchiveOptions, visit: Visit): Promise<Answer> {
  const digestId = visit.params.digest ?? '';
  const name = readEditionName(visit.params.slot ?? '');
  // Without a number, links of ours (`….html`) mean the slot's first edition, and slots of the command line the newest.
  const number = name?.number ?? (visit.params.slot?.endsWith('.html') ? 1 : undefined);
  const edition = name && (await archive.edition(digestId, name.local, number));
  if (edition === undefined) return { kind: 'missing' };
  if (visit.isGuest && !edition.messages.some(({ state }) => state === 'accepted')) return { kind: 'missing' };
  const around = { digestId, onlyDelivered: visit.isGuest, limit: 1 };
  const [[before], [after]] = await Promise.all([
    archive.editionHeads({ ...around, beforeId: edition.id }),
    archive.editionHeads({ ...around, afterId: edition.id }),
  ]);
  return visit.page({
    title: editionTitle(edition, visit.language),
    place: 'editions',
    body: editionBody({ language: visit.language, edition, before, after, links: serverLinks }),
  });
}

async function searchPage({ archive, digests }: ArchiveOptions, visit: Visit): Promise<Answer> {
  const { typed, words } = readSearch(visit.query.q);
  const digestId = digests().find(({ id }) => id === visit.query.digest)?.id;
  const offset = numberIn(visit.query.from) ?? 0;
  const [found, left] = await Promise.all([
    archive.searchTold({ words, digestId, offset, limit: foundPerPage }),
    archive.searchLeftOut({ words, digestId, editions: leftOut.editions, limit: leftOut.shown }),
  ]);
  const next = new URLSearchParams({
    q: typed,
    ...(digestId === undefined ? {} : { digest: digestId }),
    from: String(offset + foundPerPage),
  });
  return visit.page({
    title: typed === '' ? visit.say('找', 'Search') : visit.say(`找“${typed}”`, `Search: ${typed}`),
    place: 'editions',
    body: searchBody(
      {
        typed,
        words,
        digestId,
        ...found,
        leftOut: left,
        leftOutEditions: leftOut.editions,
        nextHref: offset + foundPerPage < found.total ? `/search?${next}` : undefined,
      },
      visit,
    ),
  });
}

async function feedPage(
  options: ArchiveOptions,
  visit: Visit,
  file: FeedFile,
  digestId: string | undefined,
): Promise<Answer> {
  if (digestId !== undefined && !(await isKnown(options, digestId))) return { kind: 'missing' };
  const { language, origin } = visit;
  const feed = await loadEditionFeed(options.archive, { digests: options.digests(), digestId, language, origin });
  const self = serverLinks.feed(file, digestId).slice(1);
  return file === 'feed.xml'
    ? { kind: 'document', type: 'application/atom+xml; charset=utf-8', content: atomFeed(feed, self) }
    : { kind: 'document', type: 'application/feed+json; charset=utf-8', content: jsonFeed(feed, self) };
}

/** A digest of the configuration, or a removed one that has editions. */
async function isKnown({ archive, digests }: ArchiveOptions, digestId: string): Promise<boolean> {
  if (digests().some(({ id }) => id === digestId)) return true;
  return (await archive.editionHeads({ digestId, onlyDelivered: true, limit: 1 })).length > 0;
}
