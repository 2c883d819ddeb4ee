/** Names what came in place of a feed, and says what to do. Codes are stable. */
import { digestCommand } from '../../ground/command-name.ts';
import { phrase } from '../../ground/phrase.ts';
import type { FeedFailure } from '../../model.ts';
import { failure } from '../feed-failure.ts';
import { firstOf } from '../first-of.ts';

/** @param rootName name of the first element, lower case; undefined when there is none */
export function nameNonFeed(document: string, rootName: string | undefined): FeedFailure {
  if (document === '') return failure('empty', '回答是空的', 'answered with an empty body', waitOrDisable);
  const head = document.slice(0, 20_000);
  if (/<!doctype\s+html|<html[\s>]/i.test(head) || htmlRoots.has(rootName ?? '')) return htmlPage(head);
  if (rootName === 'opml') {
    return failure('opml', '是一份源的列表（OPML），不是订阅源', 'is a list of feeds (OPML), not a feed', importOpml);
  }
  if (rootName === 'urlset' || rootName === 'sitemapindex') {
    return failure('sitemap', '是网站地图，不是订阅源', 'is a sitemap, not a feed', findFeed);
  }
  if (rootName === undefined) return isBinary(head) ? binaryDocument : plainText(head);
  const [zh, en] = [`是 XML（<${rootName}>），但不是订阅源`, `is XML (<${rootName}>), but not a feed`];
  return failure('not-a-feed', zh, en, findFeed);
}

/** @param value undefined when the text is not JSON after all */
export function nameJson(text: string, value: unknown): FeedFailure {
  if (value === undefined) return plainText(text);
  const shown = excerpt(messageOf(value) ?? text, 120);
  const [zh, en] = [`回答是 JSON，不是订阅源：${shown}`, `answered with JSON that is not a feed: ${shown}`];
  return failure('json-error', zh, en, waitOrDisable);
}

const htmlRoots = new Set('html head body div p br script style center h1 table meta title b font'.split(' '));

function htmlPage(html: string): FeedFailure {
  const title = excerpt(/<title[^>]{0,200}>([^<]{1,500})/i.exec(html)?.[1] ?? '', 80);
  const [zh, en] = title === '' ? ['', ''] : [`“${title}”`, ` “${title}”`];
  return failure(
    'html',
    `回答是网页${zh}，不是订阅源`,
    `answered with a web page${en} where a feed should be`,
    findFeed,
  );
}

function plainText(text: string): FeedFailure {
  const shown = excerpt(text, 120);
  const [zh, en] = [`回答是文字，不是订阅源：${shown}`, `answered with text, not a feed: ${shown}`];
  return failure('text', zh, en, waitOrDisable);
}

/** The message of an error body, under any key that APIs use for it. */
function messageOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return firstOf(['message', 'error', 'msg', 'detail', 'reason', 'title', 'errors'], (key) => {
    const found: unknown = (value as Readonly<Record<string, unknown>>)[key];
    return typeof found === 'string' && found.trim() !== '' ? found : messageOf(found);
  });
}

function isBinary(head: string): boolean {
  const strange = head.match(/[^\p{L}\p{N}\p{P}\p{S}\p{M}\s]/gu)?.length ?? 0;
  return /^(?:%PDF|PK|GIF8|.PNG|BZh|Rar!)/.test(head) || strange > head.length / 10;
}

function excerpt(text: string, maxLength: number): string {
  // The text may be a document of 10 MB.
  const line = text.trimStart().slice(0, 5_000).replace(/\s+/g, ' ').trim();
  return [...line].slice(0, maxLength).join('') + ([...line].length > maxLength ? '…' : '');
}

const findFeed = phrase(
  `用 ${digestCommand} feeds inspect 查看这个地址：网页上写着订阅源，就把 url 换成它；能按网页或网站地图读，就把 url: 改成 page:；都不行就停用它。`,
  `Run ${digestCommand} feeds inspect on this address. If it names a feed, set that as the url; if it can be read as a page or site map, write page: instead of url:; otherwise disable it.`,
);
const waitOrDisable = phrase(
  '如果一直如此，请在 feeds.yaml 里换一个地址或停用它。',
  'If it stays like this, set another address in feeds.yaml or disable it.',
);
const importOpml = phrase(
  `把它存成文件，再用 ${digestCommand} feeds import 文件 导入里面的源。`,
  `Save it as a file and import its feeds with ${digestCommand} feeds import FILE.`,
);

export const binaryDocument = failure(
  'binary',
  '回答是二进制数据，不是订阅源',
  'answered with binary data, not a feed',
  waitOrDisable,
);
