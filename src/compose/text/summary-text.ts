import { columnsOf } from '../../ground/columns.ts';
import { decodeEntities } from './title-text.ts';

/** A summary's room: 64 full-width characters, three lines on a phone. */
const summaryColumns = 128;
/** A sentence that could open the summary stands early; what comes later is detail. */
const sentencesTried = 4;
/** A sentence says something new when at least this share of its words is not in the title. */
const newShare = 0.55;

/** What feeds put around the text. Each is cut out wherever it stands. */
const boilerplate: readonly RegExp[] = [
  /The post .{1,300}? (?:first )?appeared first on .{1,80}?(?:\.|$)/gi,
  /Article URL:\s*\S+/gi,
  /Comments URL:\s*\S+/gi,
  /Points:\s*\d+\s*#?\s*Comments:\s*\d+/gi,
  /#\s*Comments:\s*\d+/gi,
  /submitted by\s+\/?u\/\S+(?:\s*to\s*r\/\S+)?(?:\s*\[link\])?(?:\s*\[comments\])?/gi,
  /\[(?:link|comments|…|\.\.\.)\]/gi,
  /(?:Read more|Continue reading|Read the full (?:story|article)|Click here to read|Learn more|View (?:comments|original))\b.{0,80}?(?:[.»→…]|$)/gi,
  /(?:Subscribe|Sign up|Share (?:this|on)|Follow us)\b[^.!]{0,120}(?:[.!]|$)/gi,
  /(?:点击)?(?:查看|阅读)(?:原文|全文|更多)(?:内容|详情)?\s*(?:>>|»|→|…)?/gu,
  /(?:欢迎)?(?:扫码|长按|点击|关注|添加|订阅)[^。！？；]{0,30}(?:公众号|二维码|微信|频道|知识星球|视频号)[^。！？]{0,40}[。！？]?/gu,
  /(?:本文)?(?:首发|转载|授权|来自|来源)[^。！？]{0,20}(?:微信)?公众号[^。！？]{0,60}[。！？]?/gu,
  /(?:未经(?:授权|许可)|版权所有|转载请|责任编辑|原标题)[^。！？]{0,60}[。！？]?/gu,
  /^(?:\s*(?:作者|编辑|记者|撰文|文|图|编译|来源|题图|头图|责编)\s*[｜丨|:：/／]\s*[^\s，。]{1,20}\s+)+/gu,
  /(?:图源|题图|图片来源|图片来自|图注|Photo|Image credit|Credit)\s*[:：|｜]\s*[^。\s]{1,40}/giu,
  /https?:\/\/\S+/gi,
];

/** How news agencies open a sentence; the news begins behind it. */
const leadIns: readonly RegExp[] = [
  /^(?:【[^】]{1,30}】|\[[^\]]{1,20}\])\s*/u,
  /^[\p{sc=Han}A-Za-z\d]{2,10}\s?(?:\d{1,2}月)?\d{1,2}日(?:消息|讯|电|获悉)?\s*[，,丨｜]\s*/u,
  /^(?:当地时间|北京时间)?\s*(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:消息|讯|电)?\s*[，,]\s*/u,
  /^[\p{sc=Han}A-Za-z\d]{2,12}\s?(?:获悉|讯|消息|了解到)\s*[，,:：]\s*/u,
  /^(?:据|根据)[^，。]{0,20}?(?:报道|消息|获悉|披露|透露|官网|公众号)\s*[，,]\s*/u,
  /^(?:报道|消息|文章)(?:称|显示|指出)\s*[，,]?\s*/u,
  /^(?:今日|今天|近日|日前|昨日|刚刚|据了解|据悉|据介绍|公开资料显示)\s*[，,]\s*/u,
];

/** A sentence that leans on one before it cannot open the summary. */
const leaning =
  /^(?:它|他|她|这|该|此|其|那|而|但|不过|同时|另外|另据|并且|因此|所以|对此|随后|然而|与此|以及|目前，|也就是|It\b|Its\b|He\b|His\b|She\b|Her\b|They\b|Their\b|This\b|That\b|These\b|Those\b|But\b|And\b|So\b|However\b|Meanwhile\b|Additionally\b|Moreover\b|In addition\b|Also\b|Here\b|There\b)/u;

/** Sentences that are never news, in whatever place. */
const noise = /^(?:Comments?|评论|无|暂无|未知|大家好|你好|Hi\b|Hello\b|Welcome\b|欢迎)/iu;

/**
 * The whole sentences of a summary that say what the title does not, the best opening first and what follows it after.
 * Joined, they are at most 64 full-width characters long. Empty when no sentence says more than the title.
 *
 * @param summary plain text of the feed
 * @param title the title that stands above it
 */
export function summarySentences(summary: string, title: string): readonly string[] {
  const sentences = sentencesOf(withoutBoilerplate(summary));
  const first = bestOpening(sentences.slice(0, sentencesTried), title);
  if (first === undefined) return [];
  const kept = [closed(withoutLeadIn(sentences[first] ?? ''))];
  for (const sentence of sentences.slice(first + 1).map(closed)) {
    if (columnsOf(joinSentences([...kept, sentence])) > summaryColumns) break;
    if (!isWhole(sentence) || !saysMore(sentence, title)) break;
    kept.push(sentence);
  }
  return kept;
}

/** Sentences as one text: with a space between them where the script has spaces. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.reduce((text, sentence) => {
    if (text === '') return sentence;
    return /[\x21-\x7e]$/.test(text) ? `${text} ${sentence}` : text + sentence;
  }, '');
}

/** A feed's text without what the feed put around it; used by the digest and, for signals, by clustering. */
export function withoutBoilerplate(summary: string): string {
  let text = decodeEntities(summary)
    .replace(/[\s\u200b\ufeff]+/gu, ' ')
    .trim();
  for (const pattern of boilerplate) text = text.replace(pattern, ' ');
  return text.replace(/ {2,}/g, ' ').trim();
}

/** Whole sentences only: what a feed cut off ("…", or nothing at the end) is not among them. */
function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(sentenceEnd)) {
    const end = match.index + match[0].length;
    const sentence = text.slice(start, end).trim();
    if (/\.$/.test(match[0]) && abbreviation.test(sentence)) continue;
    start = end;
    if (!/(?:…|\.\.\.)[”"'’」』）)]*$/u.test(sentence)) sentences.push(sentence);
  }
  return sentences;
}

const sentenceEnd = /[。！？…]+[”"'’」』）)]*|[.!?]+[”"'’)]*(?=\s+["“'‘(]?[\p{Lu}\p{N}\p{sc=Han}]|\s*$)/gu;
const abbreviation =
  /(?:^|[\s(])(?:[A-Z]|U\.S|U\.K|E\.U|A\.I|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Inc|Corp|Ltd|Co|vs|No|St|Jr|Sr|e\.g|i\.e|etc|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$/;

/** The sentence that adds most to the title, early ones first. */
function bestOpening(sentences: readonly string[], title: string): number | undefined {
  let best: { readonly index: number; readonly worth: number } | undefined;
  for (const [index, sentence] of sentences.entries()) {
    const bare = withoutLeadIn(sentence);
    if (!canOpen(sentence) || !saysMore(bare, title)) continue;
    const worth = newness(bare, title) + (bringsNumberOrName(bare, title) ? 0.2 : 0) - 0.1 * index;
    if (best === undefined || worth > best.worth) best = { index, worth };
  }
  return best?.index;
}

function canOpen(sentence: string): boolean {
  const bare = withoutLeadIn(sentence);
  const columns = columnsOf(closed(bare));
  return columns >= 16 && columns <= summaryColumns && isWhole(bare) && !leaning.test(bare) && !/[?？]$/.test(bare);
}

/** Not noise, and no quotation that begins or ends elsewhere. */
function isWhole(sentence: string): boolean {
  const count = (mark: string) => sentence.split(mark).length;
  return (
    !noise.test(sentence) && count('“') === count('”') && count('「') === count('」') && count('（') === count('）')
  );
}

function withoutLeadIn(sentence: string): string {
  let text = sentence;
  // "36氪获悉，1月30日，据…报道，": at most three in a row.
  for (let round = 0; round < 3; round++) for (const pattern of leadIns) text = text.replace(pattern, '');
  return text !== sentence && /^[a-z][a-z ]/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

/** Without the wire's name at the end: "……。（新浪财经）". */
function closed(text: string): string {
  return text
    .replace(/\s*[（(](?:来源[:：])?[^（()）。]{2,14}[）)]([。.]?)$/u, (all, stop) => (isWireName(all) ? stop : all))
    .trim();
}

function isWireName(bracket: string): boolean {
  return /(?:财经|日报|晚报|时报|新闻|社|网|科技|快讯|周刊|电视台|LatePost|编译|来源)/u.test(bracket);
}

/** A new number, a new name, or mostly new words. */
function saysMore(sentence: string, title: string): boolean {
  const fresh = newness(sentence, title);
  return fresh >= newShare || (fresh >= 0.3 && bringsNumberOrName(sentence, title));
}

/** Share of the sentence's words that the title does not have. */
function newness(sentence: string, title: string): number {
  const known = normal(title);
  const words = wordsOf(sentence);
  if (words.length === 0) return 0;
  return words.filter((word) => !known.includes(word)).length / words.length;
}

function bringsNumberOrName(sentence: string, title: string): boolean {
  const known = normal(title);
  const numbers = sentence.match(/\d+(?:[.,]\d+)*/g) ?? [];
  const names = sentence.match(/(?<![A-Za-z])(?<!^)[A-Z][A-Za-z\d.-]{2,}/g) ?? [];
  return [...numbers, ...names].some((word) => !known.includes(normal(word)));
}

/** Latin words, and pairs of 汉字. */
function wordsOf(text: string): readonly string[] {
  const words = (text.toLowerCase().match(/[a-z][a-z\d'’-]{3,}/g) ?? []).map(normal);
  for (const run of text.match(/\p{sc=Han}{2,}/gu) ?? []) {
    for (let i = 0; i + 1 < run.length; i++) words.push(run.slice(i, i + 2));
  }
  return words;
}

function normal(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
