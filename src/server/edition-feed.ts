/** The editions as Atom and JSON Feed, with one entry for each edition. */
import { editionPath } from '../ground/edition-path.ts';
import type { DigestSettings, Language } from '../model.ts';
import { dayOfSlot } from '../show/edition-day.ts';
import { messagesOfOneReader, sentMessage } from '../show/edition-text.ts';
import type { ArchiveStore, EditionHead, EditionMessages } from '../store/store.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { messageHtml } from './message-html.ts';

/** The number of editions in a feed. */
const feedEditions = 20;

export interface EditionFeed {
  /** The title of the feed. */
  readonly title: string;
  readonly language: Language;
  /** undefined: all digests. */
  readonly digestId: string | undefined;
  /** Base URL of the pages, without a final slash; undefined if unknown: entries then have no links. */
  readonly base: string | undefined;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
}

interface FeedEntry {
  readonly head: EditionHead;
  readonly messages: EditionMessages;
}

interface FeedScope {
  readonly digests: readonly Pick<DigestSettings, 'id' | 'title' | 'link'>[];
  readonly digestId: string | undefined;
  readonly language: Language;
  readonly origin?: string | undefined;
}

/** The newest delivered editions of one digest, or of all. @param origin the base URL of a digest without a `link` */
export async function loadEditionFeed(
  archive: Pick<ArchiveStore, 'editionHeads' | 'editionMessages'>,
  { digests, digestId, language, origin }: FeedScope,
): Promise<EditionFeed> {
  const own = digests.find(({ id }) => id === digestId) ?? digests[0];
  const heads = await archive.editionHeads({ digestId, onlyDelivered: true, limit: feedEditions });
  const entries = await Promise.all(
    heads.map(async (head) => ({ head, messages: await archive.editionMessages(head.id) })),
  );
  return { title: own?.title ?? 'AI News Digest', language, digestId, base: own?.link ?? origin, entries };
}

/** @param self name of the file below `base` */
export function atomFeed({ title, language, digestId, base, entries }: EditionFeed, self: string): string {
  const updated = entries[0]?.head.composedAt ?? new Date(0);
  const links = base !== undefined && [
    xml`<link rel="self" type="application/atom+xml" href="${`${base}/${self}`}"/>\n`,
    xml`<link rel="alternate" type="text/html" href="${`${base}/editions/`}"/>\n`,
  ];
  return xml`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<id>${feedId(digestId)}</id>
<title>${title}</title>
<updated>${updated.toISOString()}</updated>
<author><name>${title}</name></author>
${links}${entries.map(({ head, messages }) => {
  const url = addressOf(head, base);
  return xml`<entry>
<id>${entryId(head)}</id>
<title>${entryTitle(head, language)}</title>
<published>${head.composedAt.toISOString()}</published>
<updated>${head.composedAt.toISOString()}</updated>
${url !== undefined && xml`<link rel="alternate" type="text/html" href="${url}"/>\n`}<content type="html">${contentOf(messages)}</content>
</entry>
`;
})}</feed>
`.toString();
}

/** JSON Feed 1.1. @param self name of the file below `base` */
export function jsonFeed({ title, language, base, entries }: EditionFeed, self: string): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    language,
    ...(base === undefined ? {} : { home_page_url: `${base}/editions/`, feed_url: `${base}/${self}` }),
    items: entries.map(({ head, messages }) => ({
      id: entryId(head),
      url: addressOf(head, base),
      title: entryTitle(head, language),
      content_html: contentOf(messages),
      date_published: head.composedAt.toISOString(),
    })),
  };
  return `${JSON.stringify(feed, undefined, 2)}\n`;
}

/** The id is independent of the address, so that readers do not show old entries again when the pages move. */
function feedId(digestId: string | undefined): string {
  return digestId === undefined
    ? 'urn:ai-news-digest:editions'
    : `urn:ai-news-digest:editions:${encodeURIComponent(digestId)}`;
}

function entryId({ digestId, slot, number }: EditionHead): string {
  return `urn:ai-news-digest:edition:${encodeURIComponent(digestId)}:${encodeURIComponent(slot.local)}:${number}`;
}

function addressOf(head: EditionHead, base: string | undefined): string | undefined {
  return base === undefined ? undefined : `${base}/${editionPath(head)}`;
}

function entryTitle({ slot, lead, title }: EditionHead, language: Language): string {
  const day = dayOfSlot(slot, language);
  return language === 'en' ? `${day}: ${lead ?? title}` : `${day}：${lead ?? title}`;
}

/** The messages as the group saw them, once even if several groups got them. */
function contentOf(messages: EditionMessages): string {
  const those = messagesOfOneReader(messages).map((message) => messageHtml(sentMessage(message)));
  return withoutControls(html`${those}`.toString());
}

/** Like `html`, but without control characters, which XML forbids even when escaped. */
function xml(marks: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return html(marks, ...values.map((value) => (typeof value === 'string' ? withoutControls(value) : value)));
}

function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
}
