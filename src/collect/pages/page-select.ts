/** Reads entries of a page by the CSS selectors that a user wrote for it. */
import { selectAll, selectOne } from 'css-select';
import type { AnyNode, Element } from 'domhandler';
import { phrase } from '../../ground/phrase.ts';
import type { FeedFailure, PageSelectors } from '../../model.ts';
import { failure } from '../feed-failure.ts';
import { firstOf } from '../first-of.ts';
import { webUrl } from '../read/web-url.ts';
import { type DateContext, dateInAddress, dateInLine } from './page-date.ts';
import { descendants, type Page, textOf } from './page-dom.ts';
import { labelsOf, type PageEntry, readRecord } from './page-entry.ts';
import { keyOf } from './page-links.ts';
import { dateOfElement } from './record-date.ts';

type SelectedEntries =
  | { readonly kind: 'entries'; readonly entries: readonly PageEntry[] }
  | { readonly kind: 'failed'; readonly failure: FeedFailure };

/** Facts without a selector are read from the item, as from any record of a list. */
export function selectEntries(page: Page, selectors: PageSelectors, context: DateContext): SelectedEntries {
  try {
    const items = selectAll<AnyNode, Element>(selectors.item, page.root);
    if (items.length === 0) return { kind: 'failed', failure: nothingSelected(selectors.item) };
    return { kind: 'entries', entries: readItems(items, page, selectors, context) };
  } catch (error) {
    return { kind: 'failed', failure: badSelector(error instanceof Error ? error.message : '') };
  }
}

function readItems(
  items: readonly Element[],
  page: Page,
  selectors: PageSelectors,
  context: DateContext,
): readonly PageEntry[] {
  const records = items.flatMap((item) => {
    const links = linksOf(item, selectors.link);
    const url = firstOf(links, ({ attribs }) => webUrl(attribs.href, page.baseUrl));
    return url === undefined ? [] : [{ item, record: { key: keyOf(url), url, elements: [item], links } }];
  });
  const labels = labelsOf(records.map(({ record }) => record));
  const entries = records.map(({ item, record }) => {
    const entry = readRecord(record, { ...context, labels });
    const title = textAt(item, selectors.title);
    const date = elementAt(item, selectors.date);
    const published = date
      ? (dateOfElement(date, context) ?? dateInLine(textOf(date), context))
      : (entry.published ?? dateInAddress(entry.url, context.now));
    const summary = textAt(item, selectors.summary) ?? entry.summary;
    return { ...entry, title: title ?? entry.title, summary, published };
  });
  return [...new Map(entries.filter(({ title }) => title !== '').map((entry) => [entry.key, entry])).values()];
}

function linksOf(item: Element, selector: string | undefined): readonly Element[] {
  const inside = selector === undefined ? [item, ...descendants(item)] : selectAll<AnyNode, Element>(selector, item);
  const links = inside.filter(({ attribs }) => (attribs.href ?? '') !== '');
  const [first] = links;
  return links.filter(({ attribs }) => attribs.href === first?.attribs.href);
}

function elementAt(item: Element, selector: string | undefined): Element | null {
  return selector === undefined ? null : selectOne<AnyNode, Element>(selector, item);
}

function textAt(item: Element, selector: string | undefined): string | undefined {
  const found = elementAt(item, selector);
  return found === null ? undefined : textOf(found);
}

function nothingSelected(selector: string): FeedFailure {
  return failure(
    'changed-page',
    `网页变了：select 的 item（${selector}）一条也没选到`,
    `the page changed: item of select (${selector}) finds nothing on it`,
    phrase(
      '用浏览器看看网页现在的结构，改 select；或删掉 select，让程序自己认。',
      'Look at the page and correct select, or delete select to let the program find the list.',
    ),
  );
}

function badSelector(message: string): FeedFailure {
  return failure(
    'bad-selector',
    `select 里的 CSS 选择器写错了：${message}`,
    `a CSS selector of select is wrong: ${message}`,
    phrase('在 feeds.yaml 里改正它。', 'Correct it in feeds.yaml.'),
  );
}
