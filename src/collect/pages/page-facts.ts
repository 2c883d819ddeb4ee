/** What one article says of itself. Used for addresses that a list gives without title or date. */

import { firstOf } from '../first-of.ts';
import type { FeedDate } from '../read/parsed-feed.ts';
import { embeddedData } from './embedded-data.ts';
import { type DateContext, dateOf } from './page-date.ts';
import { type Page, parsePage, textOf } from './page-dom.ts';
import { metaOf, notice, pageTitle } from './page-kind.ts';
import { dateOfElement } from './record-date.ts';

/** @returns undefined when it is not a page that readers can open (missing, a login, a redirect, nonsense) */
export function readPageFacts(html: string, address: string, now: Date) {
  const page = parsePage(html, address);
  if (typeof page === 'string' || notice(page)) return undefined;
  const { elements } = page;
  const heading = elements.find(({ name }) => name === 'h1');
  const title =
    metaOf(elements, 'og:title') ||
    metaOf(elements, 'twitter:title') ||
    (heading ? textOf(heading) : '') ||
    pageTitle(page);
  if (title === '') return undefined;
  return {
    title: withoutSite(title, metaOf(elements, 'og:site_name')),
    summary: metaOf(elements, 'og:description') || metaOf(elements, 'description'),
    published: publishedOn(page, { now, dayFirst: false }),
    pictureUrl: metaOf(elements, 'og:image'),
  };
}

/** Removes the site's name: `A title | Lumen`, where the site calls itself Lumen. */
function withoutSite(title: string, site: string): string {
  if (site === '' || !title.toLowerCase().endsWith(site.toLowerCase())) return title;
  const rest = title.slice(0, -site.length).replace(/\s*[|·–—_\\/:-]\s*$/, '');
  return rest === '' ? title : rest;
}

const dateNames =
  'article:published_time og:article:published_time datepublished date pubdate publishdate publish_date dc.date dc.date.issued parsely-pub-date citation_publication_date'.split(
    ' ',
  );

/** The date in its head, else in its JSON-LD, else the first one that is marked as a date in its text. */
function publishedOn(page: Page, context: DateContext): FeedDate | undefined {
  const declared =
    firstOf(dateNames, (name) => dateOf(metaOf(page.elements, name), context)) ?? embeddedData(page, []).article;
  if (declared) return declared;
  const marked = page.elements.filter(
    ({ name, attribs }) =>
      name === 'time' ||
      attribs.itemprop === 'datePublished' ||
      /\b(?:publish|post|entry)?-?(?:date|time)\b/i.test(attribs.class ?? ''),
  );
  return firstOf(marked.slice(0, 20), (element) => dateOfElement(element, context));
}
