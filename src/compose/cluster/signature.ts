import type { Alias, Aliases } from '../../model.ts';
import { isCjk } from '../text/patterns.ts';
import { createPhraseFinder, type KnownPhrase, type PhraseFinder } from '../text/phrase-finder.ts';
import { withoutBoilerplate } from '../text/summary-text.ts';
import { type Quantities, readQuantities, rounded } from './quantities.ts';

/** What a headline is about, in a form that two languages share. */
export interface Signature {
  /** The title without column names, wires and punctuation: equal for copies. */
  readonly key: string;
  /** Features and their weight before rarity; the key's first letters tell the kind. */
  readonly features: ReadonlyMap<string, number>;
  /** Names of companies, people, models …, by their usual spelling. */
  readonly names: ReadonlySet<string>;
  /** Character pairs of the Chinese parts. */
  readonly grams: ReadonlySet<string>;
  readonly quantities: Quantities;
  /** Versions by what they are versions of: `claude opus` → 4.7. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
  /** What kind of report it is, where it is not plain news: a guide, a paper, a ranking, a reply. */
  readonly aspects: ReadonlySet<string>;
  /** Several headlines in one title: a round-up is about no single event. */
  readonly several: boolean;
  /** Words that tell variants of one model apart: mini, pro, codex, sonnet. */
  readonly variants: ReadonlySet<string>;
  /** A person is quoted: such a title may be an answer that does not say so. */
  readonly quotes: boolean;
  /** Features that the beginning of the summary names; read when first asked for. */
  aside(): ReadonlySet<string>;
}

/** Reads signatures with one set of names. */
export interface SignatureReader {
  read(title: string, summary?: string): Signature;
}

/** How much a feature of a kind says before its rarity is known. */
const kindWeights: Readonly<Record<Exclude<Alias['kind'], 'media'>, number>> = {
  lab: 1.2,
  company: 1.2,
  person: 1.2,
  model: 1.5,
  product: 1.5,
  agency: 1.2,
  term: 0.8,
};
const weights = { word: 1, code: 1.5, amount: 1.6, count: 1.3, percent: 1.2, size: 1.4, version: 1.4, month: 0.5 };

/** Builds the reader; the names are compiled once. */
export function createSignatureReader(aliases: Aliases): SignatureReader {
  const finder = createPhraseFinder(aliases.names.flatMap(phrasesOf));
  const stems = new Map(aliases.names.filter(({ kind }) => kind === 'term').flatMap(stemsOf));
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const tools = { finder, stems, families: familiesOf(aliases), segmenter };
  return { read: (title, summary = '') => readSignature(title, summary, tools) };
}

interface Tools {
  readonly finder: PhraseFinder<Alias>;
  readonly stems: ReadonlyMap<string, Alias>;
  /** Names that are the beginning of a longer one: of Claude Opus it is Claude. */
  readonly families: ReadonlyMap<Alias, Alias>;
  readonly segmenter: Intl.Segmenter;
}

function phrasesOf(alias: Alias): KnownPhrase<Alias>[] {
  return alias.names
    .filter((name) => !isHost(name))
    .map((phrase) => ({ phrase, meaning: alias, exactCase: alias.kind !== 'term' }));
}

/** A spelling with a dot and no space is a host name ("bbc.co.uk"), unless it holds a digit ("01.AI"). */
export function isHost(name: string): boolean {
  return /^[a-z-]+(?:\.[a-z-]+)+$/u.test(name);
}

function familiesOf({ names }: Aliases): ReadonlyMap<Alias, Alias> {
  const things = names.filter(({ kind }) => kind !== 'term' && kind !== 'media' && kind !== 'person');
  const bySpelling = new Map(things.flatMap((alias) => alias.names.map((name) => [name, alias] as const)));
  const families = new Map<Alias, Alias>();
  for (const alias of things) {
    const words = (alias.names[0] ?? '').split(/[ -]/u);
    for (let some = 1; some < words.length; some += 1) {
      const family = bySpelling.get(words.slice(0, some).join(' '));
      if (family !== undefined && family !== alias) families.set(alias, family);
    }
  }
  return families;
}

function stemsOf(alias: Alias): [string, Alias][] {
  return alias.names.filter((name) => /^[a-z]+$/iu.test(name)).map((name) => [stem(name.toLowerCase()), alias]);
}

function readSignature(title: string, summary: string, tools: Tools): Signature {
  const text = withoutFrame(title.normalize('NFKC'));
  const quantities = readQuantities(text);
  const features = new Map<string, number>();
  const names = new Set<string>();
  let rest = text;
  let quotes = false;
  for (const { start, end, meaning } of tools.finder.find(text)) {
    rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
    addAlias(meaning, features, names);
    const family = tools.families.get(meaning);
    if (family !== undefined) addAlias(family, features, names);
    quotes ||= meaning.kind === 'person' && quotation.test(text.slice(end, end + quotationCharacters));
  }
  const grams = new Set<string>();
  for (const word of words(rest, tools.segmenter, grams)) {
    if (quantities.codes.has(word)) continue;
    const term = tools.stems.get(word);
    if (term !== undefined) addAlias(term, features, names);
    else features.set(`w:${word}`, weights.word);
  }
  addQuantities(quantities, features);
  const { versions, variants } = readVersions(text, names, tools);
  for (const [name, numbers] of versions) {
    for (const number of numbers) features.set(`c:${name} ${number}`, weights.code);
  }
  return {
    key: keyOf(text),
    features,
    names,
    grams,
    quantities,
    aspects: readAspects(text, quotes && denial.test(text)),
    several: text.split(/[；;]/u).filter((headline) => headline.trim().length >= 4).length >= 3,
    versions,
    variants,
    quotes,
    aside: once(() => readAside(summary, tools)),
  };
}

/** How a title goes on behind the name of somebody whom it quotes. */
const quotation =
  /^\s?(?:周[一二三四五六日])?(?:再次|最新)?(?:称|表示|说|坦言|透露|直言|[:：]|says?\b|said\b|tells?\b|insists\b)/iu;
const quotationCharacters = 12;
/** Who is quoted with it answers somebody. */
const denial = /没有|不会|并未|并非|无意|\bnot\b|\bnever\b|\bno\b|n['’]t\b|nonsense/iu;

// ── Asides ──────────────────────────────────────────────────────────────────────────────────────────

/** A summary's beginning tells of the same event as the title; what comes later may be background. */
const asideCharacters = 200;

/** Names, terms and numbers; other words of a summary match by chance. */
function readAside(summary: string, { finder }: Tools): ReadonlySet<string> {
  const text = withoutBoilerplate(summary).slice(0, asideCharacters).normalize('NFKC');
  const features = new Map<string, number>();
  for (const { meaning } of finder.find(text)) addAlias(meaning, features, new Set());
  if (/\d|[千百]亿/u.test(text)) addQuantities(readQuantities(text), features);
  return new Set(features.keys());
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function addAlias(alias: Alias, features: Map<string, number>, names: Set<string>): void {
  if (alias.kind === 'media') return;
  const name = alias.names[0] ?? '';
  features.set(`${alias.kind === 'term' ? 't' : 'n'}:${name}`, kindWeights[alias.kind]);
  if (alias.kind !== 'term') names.add(name);
}

function addQuantities(quantities: Quantities, features: Map<string, number>): void {
  for (const value of quantities.amounts) features.set(`#${value}`, weights.amount);
  for (const value of quantities.counts) features.set(`#${value}`, weights.count);
  for (const value of quantities.sizes) features.set(`#${value}`, weights.size);
  for (const value of quantities.percents) features.set(`%${rounded(value)}`, weights.percent);
  for (const code of quantities.codes) features.set(`c:${code}`, weights.code);
  for (const version of quantities.versions) features.set(`v:${version}`, weights.version);
  for (const month of quantities.months) features.set(`m:${month}`, weights.month);
}

// ── Aspects ─────────────────────────────────────────────────────────────────────────────────────────

/** One thing is reported under several aspects, and each is a story of its own. */
const aspects: readonly (readonly [string, RegExp])[] = [
  ['guide', /best practices|\bhow to\b|\bguide\b|tutorial|\btips\b|cheat ?sheet|教程|指南|攻略|手把手|入门|最佳实践/iu],
  ['paper', /technical report|tech report|system card|model card|white ?paper|技术报告|系统卡|白皮书/iu],
  ['ranking', /leaderboard|\btops?\b|\branks?\b|ranking|登顶|榜单|榜首|排行|排名第|第一梯队/iu],
  ['trial', /\bhands[- ]on\b|\breview\b|\bwe tried\b|\btested\b|实测|上手|评测|体验|测评/iu],
  ['price', /price (?:cut|hike|increase|drop)|\bcheaper\b|\bpricing\b|降价|涨价|提价|调价|定价|打折/iu],
  [
    'reply',
    /\bpush(?:es)? back\b|\bden(?:y|ies|ied)\b|\bresponds?\b|\bdismiss(?:es)?\b|\bdisputes\b(?! with)|\brefutes?\b|\bappeals?\b(?! to)|\bchallenges?\b.{0,40}\bcourt\b|\bpost-?mortem\b|回应|否认|辟谣|澄清|反驳|驳斥|不实|不属实|上诉|反制|复盘/iu,
  ],
  [
    'opinion',
    /most interesting|\bwhy\b|\bopinion\b|\bthoughts on\b|\bthe case (?:for|against)\b|为什么|为何|凭什么|意味着|值得|反思|随想/iu,
  ],
];

function readAspects(text: string, denies: boolean): ReadonlySet<string> {
  const found = new Set(aspects.filter(([, pattern]) => pattern.test(text)).map(([aspect]) => aspect));
  return denies ? found.add('reply') : found;
}

// ── The title without its frame ─────────────────────────────────────────────────────────────────────

/** Wires, column names and marks that stand around a title and say nothing of the event. */
const frames: readonly RegExp[] = [
  /^(?:show|ask|tell|launch)\s+hn\s*[:：–-]\s*/iu,
  /^[\p{Script=Han}A-Za-z\d]{2,8}\d{1,2}月\d{1,2}日(?:电|讯|消息)?\s*[，,｜丨|:：]\s*/u,
  /^(?:【[^】]{2,12}】|\[[^\]]{2,12}\]|(?:[\p{Script=Han}\d]{2,8}(?:独家|首发|快讯|消息|报道|早报|头条)?\s*[｜丨|]))\s*/u,
  /^(?:突发|重磅|快讯|独家|最新|官宣|刚刚|报道|消息)\s*[!！:：,，｜丨|]\s*/u,
  /^(?:据(?:报道|悉|媒体报道|外媒报道|[\p{Script=Han}A-Za-z ]{2,24}?报道)|(?:有)?消息称|知情人士(?:称|透露)?|市场消息)\s*[,，:：]?\s*/u,
  /\s*[([（【](?:pdf|video|视频|图|附[^)\]）】]{0,8}|(?:19|20)\d\d)[)\]）】]\s*$/iu,
  /\s+[|–—-]\s+(?:the\s+)?[A-Z][\w.&']*(?:\s+[A-Z][\w.&']*){0,3}\s*$/u,
];

function withoutFrame(title: string): string {
  let text = title.trim();
  for (const frame of [...frames, ...frames]) {
    const inner = text.replace(frame, '');
    if (inner.length >= 6) text = inner;
  }
  return text;
}

function keyOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, '');
}

// ── Words ───────────────────────────────────────────────────────────────────────────────────────────

function words(text: string, segmenter: Intl.Segmenter, grams: Set<string>): string[] {
  const found: string[] = [];
  let previous = '';
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (!isWordLike) {
      previous = '';
      continue;
    }
    if (isCjk(segment.charCodeAt(0))) {
      addGrams(previous + segment, grams);
      previous = segment.slice(-1);
      if (segment.length > 1 && !stopWords.has(segment)) found.push(segment);
      continue;
    }
    previous = '';
    const word = segment.toLowerCase().replace(/['’]s?$/u, '');
    if (/^\d+$/u.test(word) || word.length < 2 || stopWords.has(word)) continue;
    found.push(stem(word));
  }
  return found;
}

function addGrams(run: string, grams: Set<string>): void {
  for (let at = 0; at + 1 < run.length; at += 1) grams.add(run.slice(at, at + 2));
}

/** English endings off, so that "raises", "raised" and "raising" are one word. Not linguistics: equal is enough. */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/u.test(word)) return word;
  const base = word
    .replace(/(?:sses)$/u, 'ss')
    .replace(/ies$/u, 'y')
    .replace(/(?<![su])s$/u, '')
    .replace(/(?<=[a-z]{3})(?:ing|ed)$/u, '')
    .replace(/([bdgklmnprt])\1$/u, '$1');
  return base.replace(/(?<=[a-z]{3})e$/u, '');
}

const stopWords = new Set(
  (
    'a an the and or of to in on at for with from by as is are was were be been being it its this that these those his her ' +
    'their our your my we you he she they i not no now new more most much many how what why when where who which will would ' +
    'can could should may might has have had do does did just also than then into over up out off about after before amid ' +
    'says say said report reports reportedly according source sources get gets make makes made one two first last year years ' +
    'billion million thousand trillion week month day today here there all some any other so if but via per still even only own very really vs ' +
    '的 了 和 与 在 是 将 为 对 被 也 都 就 及 等 或 并 已 又 再 其 这个 一个 我们 他们 你们 自己 什么 怎么 如何 为何 为什么 ' +
    '今天 今日 昨日 明天 目前 日前 近日 最新 消息 报道 据悉 获悉 表示 称 曝 传 正在 正式 即将 可能 或将 已经 开始 进行 成为 ' +
    '可以 没有 不会 不是 还是 以及 通过 相关 全球 中国 美国 公司 有限 集团 科技 旗下 一家 首个 首次 全新 新增 超过 约为 至多 美元 人民币 亿元 万元 ' +
    '可能是 有史 以来 万个 万人 竟然 居然 原来 到底 究竟 终于 再次 今年 去年 明年 本周 本月 上周'
  ).split(' '),
);

// ── Versions ────────────────────────────────────────────────────────────────────────────────────────

const variantWords =
  /\b(?:opus|sonnet|haiku|mini|nano|micro|pro|max|ultra|flash|lite|turbo|codex|coder|thinking|instant|omni|air|plus|preview|vl|ocr|tts|asr|math|image|video|audio|embedding|reasoning|vision|small|medium|large|xl|deep\s?research|system\s?card|technical\s?report|tech\s?report)\b|轻量|极速|旗舰|专业版|技术报告|系统卡/giu;
/** "K2.5", "4.7", "9 mini": a smaller or special edition of a version is another model. */
const versionAfterName =
  /^[\s-]*v?(?<version>\d{1,2}(?:\.\d{1,3})*|[a-z]\d+(?:\.\d+)*)(?![\d%]|\s*(?:亿|万|%|月|年|日|个|家|倍|x\b|billion|million|[bmk]\b))(?:[\s-]*(?<edition>mini|nano|micro|lite|flash|turbo|codex|coder|instant|omni|air|vl|ocr)(?![a-z]))?/iu;

/** A name that nobody told us of, with its number: "Nova 3". Months, and words that count things, are none. */
const numberedName =
  /(?<![\p{L}\d])(?<name>[A-Z][A-Za-z]{2,})[\s-]?(?:v\.?\s?)?(?<version>\d{1,2}(?:\.\d{1,3})*)(?![\d%.,]*\d|[A-Za-z%]|\s*(?:亿|万|月|年|日|个|家|倍|percent|billion|million|years?|days?|hours?|ways?|things?|times))/gu;
const countingWords =
  /^(?:top|best|the|over|under|about|from|than|with|and|for|part|chapter|day|week|year|number|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$/iu;

function readVersions(text: string, names: ReadonlySet<string>, { finder }: Tools) {
  const versions = new Map<string, Set<string>>();
  const variants = new Set([...text.matchAll(variantWords)].map(([word]) => word.toLowerCase().replace(/\s/gu, '')));
  for (const { groups } of text.matchAll(numberedName)) {
    const name = (groups?.name ?? '').toLowerCase();
    if (!countingWords.test(name)) versions.set(name, new Set([...(versions.get(name) ?? []), groups?.version ?? '']));
  }
  if (names.size === 0) return { versions, variants };
  for (const { end, meaning } of finder.find(text)) {
    if (meaning.kind === 'term' || meaning.kind === 'media') continue;
    const after = text
      .slice(end)
      .replace(/^(?:[\s-]*(?:opus|sonnet|haiku|flash|pro|max|ultra|mini|large|图像|视频))+/iu, '');
    const { version, edition } = versionAfterName.exec(after)?.groups ?? {};
    if (version === undefined) continue;
    const name = meaning.names[0] ?? '';
    const whole = [version.replace(/(?:\.0)+$/u, ''), edition ?? ''].join(' ').trim().toLowerCase();
    versions.set(name, (versions.get(name) ?? new Set()).add(whole));
  }
  return { versions, variants };
}
