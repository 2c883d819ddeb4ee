/** Finds faults that readers in WeCom would see in a message. Pure. */

type Shown = 'text' | 'markdown' | 'markdown_v2';

/**
 * The faults in English, each once; empty without faults.
 * @param msgtype unknown types have no faults
 * @param content of `news`: the JSON text of its articles
 */
export function readerProblems(msgtype: string, content: string): string[] {
  switch (msgtype) {
    case 'text':
    case 'markdown':
    case 'markdown_v2':
      return [...new Set([...faultsOfAnyText(content), ...faultsOfMarkup(msgtype, content)])];
    case 'news':
      return newsProblems(content);
    default:
      return [];
  }
}

function newsProblems(content: string): string[] {
  const articles = JSON.parse(content) as readonly { readonly title?: string; readonly description?: string }[];
  const cut = articles.flatMap(({ title = '', description = '' }) => [
    ...(Buffer.byteLength(title) > 128 ? ['title cut by the robot'] : []),
    ...(Buffer.byteLength(description) > 512 ? ['description cut by the robot'] : []),
  ]);
  const texts = articles.flatMap(({ title = '', description = '' }) => [title, description]);
  return [...new Set([...cut, ...texts.flatMap((text) => readerProblems('text', text))])];
}

function* faultsOfAnyText(content: string): Generator<string> {
  if (content.includes('\uFFFD')) yield 'U+FFFD';
  if (!content.isWellFormed()) yield 'lone surrogate';
  if (/\\[!-/:-@[-`{-~]/.test(content)) yield 'backslash escape';
  if (/&(?:[a-z][a-z\d]*|#\d+|#x[\da-f]+);/i.test(content)) yield 'entity';
}

function* faultsOfMarkup(shown: Shown, content: string): Generator<string> {
  const lines = content.split('\n');
  if (hasHalfLink(lines)) yield 'half link';
  if (lines.some((line) => line.split('**').length % 2 === 0)) yield 'unbalanced **';
  if (content.split('<font').length !== content.split('</font>').length) yield 'unbalanced <font>';
  const last = lines.findLast((line) => line.trim() !== '');
  if (shown !== 'text' && last !== undefined && /^#{1,6}(?: |$)/.test(last)) yield 'heading as the last line';
  for (const [construct, renders, pattern] of constructs) {
    if (!renders.includes(shown) && pattern.test(content)) yield `${construct} in ${shown}`;
  }
  if (/<font(?! color="(?:info|comment|warning)">)/.test(content)) yield 'unknown font colour';
}

/** A `](` outside a complete link, or an open bracket at the end of the message. */
function hasHalfLink(lines: readonly string[]): boolean {
  const rests = lines.map((line) => line.replace(/\[[^[\]]*\]\([^()\s]+\)/g, ''));
  return rests.some((rest) => rest.includes('](')) || /\[[^\]]*$/.test(rests.at(-1) ?? '');
}

/**
 * The markup that each type renders; other types show it as typed. Source: the page in wecom.ts. Numbered lists are
 * readable without rendering, so they are omitted.
 */
const constructs: readonly (readonly [construct: string, renders: readonly Shown[], pattern: RegExp])[] = [
  ['heading', ['markdown', 'markdown_v2'], /^#{1,6} /m],
  ['bold', ['markdown', 'markdown_v2'], /\*\*/],
  ['link', ['markdown', 'markdown_v2'], /\]\(https?:/],
  ['quote', ['markdown', 'markdown_v2'], /^>/m],
  ['code', ['markdown', 'markdown_v2'], /`[^`\n]+`/],
  ['nested quote', ['markdown_v2'], /^> ?>/m],
  ['italic', ['markdown_v2'], /(?<![*\\])\*(?![*\s])[^*\n]*[^*\s]\*(?!\*)/],
  ['bullet', ['markdown_v2'], /^\s*[-*+] /m],
  ['table', ['markdown_v2'], /^\|?\s*:?-{3,}:?\s*\|/m],
  ['fence', ['markdown_v2'], /^```/m],
  ['picture', ['markdown_v2'], /!\[[^\]]*\]\(/],
  ['rule', ['markdown_v2'], /^(?:-{3,}|\*{3,}|_{3,})\s*$/m],
  ['font colour', ['markdown'], /<\/?font/],
  ['mention', ['markdown'], /<@/],
];
