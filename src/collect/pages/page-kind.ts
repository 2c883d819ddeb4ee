/** Names what a page without a list is, for people. Codes are stable. */
import type { Element } from 'domhandler';
import { phrase } from '../../ground/phrase.ts';
import type { FeedFailure, Phrase } from '../../model.ts';
import { failure } from '../feed-failure.ts';
import { contains, descendants, isHeading, ownText, type Page, textOf, tidy, upwards, weightOf } from './page-dom.ts';
import type { PageList } from './page-list.ts';

export function pageTitle({ elements }: Page): string {
  const og = metaOf(elements, 'og:title');
  const title = elements.find(({ name, parent }) => name === 'title' && (parent as Element | null)?.name !== 'svg');
  return (title && tidy(ownText(title))) || og;
}

export function metaOf(elements: readonly Element[], wanted: string): string {
  const meta = elements.find(
    ({ name, attribs }) => name === 'meta' && (attribs.property ?? attribs.name ?? '').toLowerCase() === wanted,
  );
  return tidy(meta?.attribs.content ?? '');
}

/** Pages on which no list is looked for: missing pages, redirects and logins. */
export function notice(page: Page): FeedFailure | undefined {
  const title = pageTitle(page);
  const heading = page.elements.find(({ name }) => name === 'h1');
  const words = [title, heading ? textOf(heading) : ''];
  const weight = weightOf(textOf(page.root));
  if (words.some((text) => missing.test(text)) || (weight < 600 && missing.test(textOf(page.root))))
    return pageOfKind('missing-page', title);
  const target = redirectOf(page, weight);
  if (target !== undefined) return redirectPage(target);
  const hasPassword = page.elements.some(({ name, attribs }) => name === 'input' && attribs.type === 'password');
  if (words.some((text) => signIn.test(text)) || (hasPassword && weight < 1_500)) return pageOfKind('login', title);
  return undefined;
}

const missing =
  /^(?:error\s?)?404(?:$|\s?[-–—|:：·,.!]|\s(?:error|not found|page))|\b404\s(?:error|not found|page)\b|[-–—|:]\s?404$|(?:page|article|content|post|url)(?: you(?:'re| are) looking for)? (?:(?:was|could|can) ?not (?:be )?found|not found|doesn['’]?t exist|does not exist|no longer exists|is gone|isn['’]?t (?:available|here))|^(?:sorry,? )?not found$|(?:can['’]?t|cannot|couldn['’]t|could not) find (?:that|this|the|your) page|页面(?:不存在|找不到|未找到|没有找到|丢失|不见|走丢)|(?:找不到|未找到|没有找到)(?:该|您|你|此|相关)?.{0,8}(?:页面|网页|内容|文章)|(?:内容|文章|网页|链接)(?:不存在|已(?:被)?删除|已失效|已下线)|您访问的.{0,6}不存在/i;
const signIn =
  /^(?:log ?in|sign ?in|log on|登录|登陆|账号登录|用户登录|请(?:先)?登录)(?:$|\s?[-–—|·:_]|\sto\s|\swith\s|\s?(?:页面|到|后))|[-–—|·_]\s?(?:log ?in|sign ?in|登录)$/i;

function redirectOf({ elements }: Page, weight: number): string | undefined {
  if (weight > 600) return undefined;
  const refresh = elements.find(
    ({ name, attribs }) => name === 'meta' && /^refresh$/i.test(attribs['http-equiv'] ?? ''),
  );
  const target = /url\s?=\s?["']?([^"'\s]+)/i.exec(refresh?.attribs.content ?? '')?.[1];
  if (target !== undefined) return target;
  if (weight > 200) return undefined;
  for (const element of elements) {
    if (element.name !== 'script') continue;
    const code = ownText(element);
    const [, moved] =
      /(?:^|[^.\w])(?:window\.|document\.|top\.|self\.)?location(?:\.href\s?=|\s?=|\.replace\(|\.assign\()\s?["'`]([^"'`]+)/.exec(
        code,
      ) ?? [];
    if (moved !== undefined && code.length < 2_000) return moved;
  }
  return undefined;
}

/** Whether the page is an article: much running text in one place, outside the list and its entries. */
export function isArticle(page: Page, list: PageList | undefined, types: ReadonlySet<string>): boolean {
  const body = runningText(page);
  if (!body || body.weight < 600 || body.paragraphs < 3) return false;
  const records = list?.records ?? [];
  if (records.some((record) => contains(record, body.element))) return false;
  const signs = [
    metaOf(page.elements, 'og:type').toLowerCase() === 'article',
    metaOf(page.elements, 'article:published_time') !== '',
    [...types].some((type) => /article$|^blogposting$/.test(type)),
    page.elements.some(({ attribs }) => /articlebody/i.test(attribs.itemprop ?? '')),
    page.elements.filter(({ name }) => name === 'h1').length === 1,
  ].filter(Boolean).length;
  const inside = records.filter((record) => contains(body.element, record)).length;
  if (inside >= 3) return signs >= 3 && body.weight >= (signs > 3 ? 800 : 1_500);
  if (records.length === 0) return signs >= 1;
  const listWeight = records.reduce((sum, record) => sum + weightOf(textOf(record)), 0);
  if (signs >= 2) return body.weight > 0.3 * listWeight;
  if (signs === 1) return body.weight >= 1_200 && body.weight > 0.6 * listWeight;
  return body.weight > 2_500 && body.weight > 1.5 * listWeight;
}

/** The element with the most text in paragraphs; the text of links does not count. */
function runningText(page: Page) {
  const sums = new Map<Element, { weight: number; paragraphs: number }>();
  for (const element of page.elements) {
    if (
      element.name !== 'p' &&
      !(element.name === 'section' && descendants(element).every(({ name }) => /^(?:span|strong|b|em|br)$/.test(name)))
    )
      continue;
    const weight = weightOf(textOf(element, ({ name }) => name === 'a'));
    if (weight < 50) continue;
    let level = 0;
    for (const each of upwards(element)) {
      if (level > 0) {
        const sum = sums.get(each) ?? { weight: 0, paragraphs: 0 };
        sums.set(each, { weight: sum.weight + weight, paragraphs: sum.paragraphs + 1 });
      }
      level += 1;
      if (level > 2 || /^(?:body|html)$/.test(each.name)) break;
    }
  }
  const best = [...sums].sort((a, b) => b[1].weight - a[1].weight)[0];
  return best && { element: best[0], ...best[1] };
}

/** Why there is no list. */
export function whyNoList(page: Page): FeedFailure {
  const title = pageTitle(page);
  const weight = weightOf(textOf(page.root));
  const hasScripts = page.elements.some(({ name }) => name === 'script');
  if (hasScripts && weight < 400) return pageOfKind('script-page', title);
  if (countCards(page) >= 3) return pageOfKind('no-links', title);
  return pageOfKind('html', title);
}

/** Counts cards with a heading and no link. */
function countCards({ elements }: Page): number {
  const headings = elements.filter(
    (element) =>
      isHeading(element) &&
      element.name !== 'h1' &&
      !upwards(element).some(({ name }) => name === 'a' || name === 'footer' || name === 'nav'),
  );
  const cards = headings.flatMap((heading) => {
    const card = upwards(heading).find(
      (each) =>
        /click|pointer|card|item|tile/i.test(`${each.attribs.class ?? ''} ${each.attribs.onclick ? 'click' : ''}`) ||
        each.attribs.role === 'button' ||
        each.attribs.role === 'link' ||
        each.attribs.tabindex === '0',
    );
    return card && !descendants(card).some(({ name, attribs }) => name === 'a' && attribs.href) ? [card] : [];
  });
  return new Set(cards).size;
}

// ── Words ───────────────────────────────────────────────────────────────────────────────────────────

const useList = phrase(
  '换成列出文章的那一页，或网站地图（通常是 /sitemap.xml）。',
  'Give the page that lists the articles, or the site map (usually /sitemap.xml).',
);
const useSiteMap = phrase(
  '条目不在网页里，改用网站地图（通常是 /sitemap.xml，robots.txt 里会写）。',
  'The entries are not in the page itself: use the site map (usually /sitemap.xml; robots.txt names it).',
);

type PageKind = 'article' | 'missing-page' | 'login' | 'script-page' | 'no-links' | 'html';

const kinds: Readonly<Record<PageKind, { readonly what: Phrase; readonly remedy: Phrase }>> = {
  article: { what: phrase('一篇文章，不是列表', 'one article, not a list'), remedy: useList },
  'missing-page': {
    what: phrase('“页面不存在”（404）的提示', 'it says that the page does not exist (404)'),
    remedy: useList,
  },
  login: {
    what: phrase('登录页', 'a login'),
    remedy: phrase('它要登录才能看：换一个公开的页面。', 'It requires a login: use a public page.'),
  },
  'script-page': { what: phrase('内容要靠脚本才会出现', 'its content appears only by scripts'), remedy: useSiteMap },
  'no-links': {
    what: phrase('条目没有链接，只靠脚本打开', 'its entries have no address and open only by scripts'),
    remedy: useSiteMap,
  },
  html: { what: phrase('没有认出条目的列表', 'no list of entries was found on it'), remedy: useList },
};

export function pageOfKind(kind: PageKind, title: string): FeedFailure {
  const { what, remedy } = kinds[kind];
  const name = [...title].slice(0, 80).join('');
  const [zh, en] = name === '' ? ['', ''] : [`「${name}」`, ` "${name}"`];
  return failure(kind, `是网页${zh}：${what['zh-CN']}`, `is a web page${en}: ${what.en}`, remedy);
}

function redirectPage(target: string): FeedFailure {
  const shown = /^https?:/i.test(target) ? (URL.parse(target)?.host ?? '') : target.slice(0, 80);
  return failure(
    'redirect-page',
    `是网页：只有一个跳转（到 ${shown}）`,
    `is a web page: nothing but a redirect (to ${shown})`,
    phrase('用跳转之后的地址。', 'Use the address that it leads to.'),
  );
}
