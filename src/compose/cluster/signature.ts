import { foldTypography } from '../../ground/fold.ts';
import { hostOf } from '../../ground/hosts.ts';
import type { Alias, Aliases, Sign } from '../../model.ts';
import { once, onceFor } from '../once-for.ts';
import { joinsHeadlines } from '../text/joined-headlines.ts';
import { isCjk } from '../text/patterns.ts';
import { createPhraseFinder, type KnownPhrase, type PhraseFinder } from '../text/phrase-finder.ts';
import { toSimplified } from '../text/simplified.ts';
import { withoutBoilerplate } from '../text/summary-text.ts';
import { type Glosses, glossesIn } from './glosses.ts';
import { type Happening, happeningsIn } from './happenings.ts';
import { aliasOf, type LearnedName } from './learned-names.ts';
import { type Quantities, readQuantities, rounded } from './quantities.ts';
import { type Aspect, aspects, createSignFinder, type FindSigns, type FoundSign } from './signs.ts';
import { titleKey, withoutFrame } from './title-frame.ts';
import { type ProductMarks, readProductMarks } from './versions.ts';
import { createWordReader, stem, type WordReader } from './words.ts';

/** One thing that a headline says. */
export interface Feature {
  /** `proper`: written like a name, but not listed. `sum`: money, a count, a size. */
  readonly kind: 'name' | 'proper' | 'term' | 'word' | 'sum' | 'percent' | 'code' | 'month';
  /** How much it says before its rarity is known. */
  readonly weight: number;
}

/** What a headline is about, in a form that two languages share. */
export interface Signature extends ProductMarks {
  /** The title without column names, wires and punctuation: equal for copies. */
  readonly key: string;
  /** By a key that is equal in both languages for a known thing. */
  readonly features: ReadonlyMap<string, Feature>;
  /** Character pairs of the Chinese parts. */
  readonly grams: ReadonlySet<string>;
  readonly quantities: Quantities;
  /** What kind of report it is, where it is not plain news: a guide, a paper, a ranking, a reply. */
  readonly aspects: ReadonlySet<Aspect>;
  readonly signs: ReadonlySet<Sign>;
  /** Kinds of event that it names: results, a layoff, a lawsuit. */
  readonly happenings: ReadonlySet<Happening>;
  /** The subject that a Chinese title names before a colon: "流明科技：…". */
  readonly subject: string | undefined;
  /** Several headlines in one title: a round-up is not about one event. */
  readonly several: boolean;
  /** A person is quoted: such a title may be a reply that does not say so. */
  readonly quotes: boolean;
  /** What the beginning of the summary, the address and its site's owner name; read when first asked for. */
  aside(): Aside;
  /** What may translate the words of a Chinese title, by feature; read when first asked for. */
  glosses(): Glosses;
}

/** The words around a headline. */
interface Aside {
  has(feature: string): boolean;
}

/** Reads signatures with one set of names. */
export interface SignatureReader {
  read(title: string, summary?: string, url?: string): Signature;
}

/** Features of listed names and words, by kind. The objects are shared, as there are millions of features. */
const ofAlias: Readonly<Record<Exclude<Alias['kind'], 'media'>, Feature>> = {
  lab: { kind: 'name', weight: 1.2 },
  company: { kind: 'name', weight: 1.2 },
  person: { kind: 'name', weight: 1.2 },
  model: { kind: 'name', weight: 1.5 },
  product: { kind: 'name', weight: 1.5 },
  agency: { kind: 'name', weight: 1.2 },
  term: { kind: 'term', weight: 0.8 },
};
const ofTitle = {
  proper: { kind: 'proper', weight: 1.2 },
  word: { kind: 'word', weight: 1 },
  code: { kind: 'code', weight: 1.5 },
  version: { kind: 'code', weight: 1.4 },
  amount: { kind: 'sum', weight: 1.6 },
  count: { kind: 'sum', weight: 1.3 },
  size: { kind: 'sum', weight: 1.4 },
  percent: { kind: 'percent', weight: 1.2 },
  month: { kind: 'month', weight: 0.5 },
} as const satisfies Record<string, Feature>;

/** Builds the reader. The names of the list are compiled once for all readers; learned names are added. */
export function createSignatureReader(aliases: Aliases, learned: readonly LearnedName[] = []): SignatureReader {
  const compiled = compile(aliases);
  const more = learned.map(aliasOf);
  const moreThings = thingsOf(more);
  const tools: Tools = {
    ...compiled,
    finder: compiled.finder.with(more.flatMap(phrasesOf)),
    familyOf: createFamilyFinder((name) => moreThings.get(name) ?? compiled.things.get(name)),
  };
  return { read: (title, summary = '', url = '') => readSignature(title, () => readAside(summary, url, tools), tools) };
}

const compile = onceFor((aliases: Aliases) => ({
  finder: createPhraseFinder(aliases.names.flatMap(phrasesOf)),
  stems: new Map(aliases.names.filter(({ kind }) => kind === 'term').flatMap(stemsOf)),
  things: thingsOf(aliases.names),
  slugs: new Map(aliases.names.flatMap(slugsOf)),
  makers: new Map(aliases.names.flatMap(sitesOf)),
  findSigns: createSignFinder(aliases),
  words: createWordReader(),
}));

interface Tools {
  readonly finder: PhraseFinder<Alias>;
  readonly stems: ReadonlyMap<string, Alias>;
  /** Names by their spelling in an address: `claude-opus`. */
  readonly slugs: ReadonlyMap<string, Alias>;
  /** Labs and companies by the hosts of their own sites: "openai.com". */
  readonly makers: ReadonlyMap<string, Alias>;
  /** The name that a longer name begins with, usually or as `spelled`: Claude for Claude Opus, 微软 for 微软 Copilot. */
  readonly familyOf: (alias: Alias, spelled: string) => Alias | undefined;
  readonly findSigns: FindSigns;
  readonly words: WordReader;
}

function foldForComparison(text: string): string {
  return toSimplified(foldTypography(text));
}

/** The spellings by which a text names it. */
export function phrasesOf(alias: Alias): KnownPhrase<Alias>[] {
  return alias.names
    .filter((name) => !isHost(name))
    .map((phrase) => ({ phrase: foldForComparison(phrase), meaning: alias, exactCase: alias.kind !== 'term' }));
}

/** A spelling with a dot and no space is a host name ("bbc.co.uk"), unless it holds a digit ("01.AI"). */
export function isHost(name: string): boolean {
  return /^[a-z-]+(?:\.[a-z-]+)+$/u.test(name);
}

/** Names that may have a family or be one, by spelling. */
function thingsOf(names: readonly Alias[]): ReadonlyMap<string, Alias> {
  return new Map(names.filter(isThing).flatMap((alias) => alias.names.map((name) => [name, alias] as const)));
}

function isThing({ kind }: Alias): boolean {
  return kind !== 'term' && kind !== 'media' && kind !== 'person';
}

/** Looked up when a name is first found: most names of a long list never are. */
function createFamilyFinder(thing: (name: string) => Alias | undefined): Tools['familyOf'] {
  const families = new Map<string, Alias | undefined>();
  const find = (alias: Alias, spelled: string) => {
    if (!isThing(alias)) return undefined;
    return [alias.names[0] ?? '', spelled]
      .flatMap(shorterNames)
      .map(thing)
      .find((family) => family !== undefined && family !== alias);
  };
  return (alias, spelled) => {
    if (!families.has(spelled)) families.set(spelled, find(alias, spelled));
    return families.get(spelled);
  };
}

/** All names that would be the family of a name if they were known. */
export function familiesOf(aliases: Aliases): ReadonlySet<string> {
  return new Set(aliases.names.filter(isThing).flatMap(({ names }) => names.flatMap(shorterNames)));
}

/** For Claude Opus 4: Claude Opus, Claude; for 微软Copilot: 微软; the longest first. */
function shorterNames(name: string): readonly string[] {
  const words = name.split(/[ -]|(?<=\p{sc=Han})(?=[A-Za-z])/u);
  return words.map((_, fewer) => words.slice(0, -fewer).join(' ')).slice(1);
}

function stemsOf(alias: Alias): [string, Alias][] {
  return alias.names.filter((name) => /^[a-z]+$/iu.test(name)).map((name) => [stem(name.toLowerCase()), alias]);
}

function slugsOf(alias: Alias): [string, Alias][] {
  if (alias.kind === 'term' || alias.kind === 'media') return [];
  return alias.names.filter((name) => inSlug.test(name)).map((name) => [slugOf(name.split(' ')), alias]);
}

function sitesOf(alias: Alias): [string, Alias][] {
  return alias.kind === 'lab' || alias.kind === 'company'
    ? alias.names.filter(isHost).map((host) => [host, alias])
    : [];
}

/** Letters and digits; a space stands for a hyphen. */
const inSlug = /^[a-z][a-z\d]+(?:[ -][a-z\d]+)*$/iu;

function slugOf(words: readonly string[]): string {
  return words.join('-').toLowerCase();
}

function readSignature(title: string, aside: () => Aside, tools: Tools): Signature {
  const text = withoutFrame(foldForComparison(title)).replace(quotesInWords, '');
  const quantities = readQuantities(text);
  const features = new Map<string, Feature>();
  const found = tools.finder.find(text);
  let rest = text;
  for (const { start, end, meaning } of found) {
    rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
    addWithFamily(features, meaning, text.slice(start, end), tools);
  }
  const { words, grams } = tools.words.read(rest.replace(gluedName, '$& '));
  for (const word of words) {
    if (quantities.codes.has(word.stem)) continue;
    const term = tools.stems.get(word.stem);
    if (term !== undefined) addAlias(features, term);
    else features.set(wordKey(word.stem), word.proper ? ofTitle.proper : ofTitle.word);
  }
  addQuantities(features, quantities);
  const marks = readProductMarks(text, found);
  for (const [name, numbers] of marks.versions) {
    for (const number of numbers) features.set(`code ${name} ${number}`, ofTitle.code);
  }
  const foundSigns = tools.findSigns(text).filter(({ sign, start }) => sign !== 'opinion' || start < openingOf(text));
  const signs = new Set(foundSigns.map(({ sign }) => sign));
  const quotes = found.some(
    ({ end, meaning }) =>
      meaning.kind === 'person' &&
      foundSigns.some(({ sign, start }) => sign === 'quote' && start >= end && start - end <= quoteDistance),
  );
  const happenings = happeningsIn(features);
  // A person dismisses a claim, which is a reply; a court dismisses a lawsuit, which is a ruling.
  const isReply = (quotes && signs.has('denial')) || (signs.has('dismissal') && !happenings.has('court'));
  return {
    key: titleKey(text),
    features,
    grams,
    quantities,
    aspects: aspectsOf(text, signs, isReply),
    signs,
    happenings,
    subject: subjectOf(text, foundSigns),
    several: joinsHeadlines(text),
    ...marks,
    quotes,
    aside: once(aside),
    glosses: once(() => glossedFeatures(text, tools.stems)),
  };
}

function aspectsOf(text: string, signs: ReadonlySet<Sign>, isReply: boolean): ReadonlySet<Aspect> {
  const found = new Set<Aspect>(aspects.filter((aspect) => signs.has(aspect)));
  if (isReply) found.add('reply');
  if (overview.test(text)) found.add('overview');
  return found;
}

/** All that one conference brought: "Everything announced at …". */
const overview = /\b(?:everything|things)(?: \w+)? announced\b|\bhere's everything\b/iu;

/** Windows11 is Windows 11. */
const gluedName = /(?<![\p{L}\d])[A-Z][A-Za-z]{2,}(?=\d)/gu;

/** “毅力”号 is 毅力号. */
const quotesInWords = /(?<=\p{sc=Han})"(?=\p{sc=Han})/gu;

function glossedFeatures(text: string, stems: Tools['stems']): Glosses {
  return new Map(
    [...glossesIn(text)].map(([word, places]) => {
      const term = stems.get(word);
      return [term === undefined ? wordKey(word) : aliasKey(term, ofAlias.term), places];
    }),
  );
}

/** Where the first clause ends: news followed by "…，为何？" or "— here's why" is not an opinion. */
function openingOf(text: string): number {
  const end = text.search(/[,，。!！?？；;—]|\.\s|\s-\s/u);
  return end < 0 ? text.length : end;
}

/** A source ("知情人士：") is not the subject. */
function subjectOf(text: string, signs: readonly FoundSign[]): string | undefined {
  const subject = /^(?<subject>[\p{sc=Han}A-Za-z\d*]{2,10})[:：]/u.exec(text)?.groups?.subject;
  if (subject === undefined || /路透|彭博|外媒|媒体|报道|消息|日报|财经|独家/u.test(subject)) return undefined;
  return signs.some(({ sign, start }) => sign === 'rumour' && start < subject.length) ? undefined : subject;
}

/** The most characters between a name and the word that quotes it: "黄仁勋周三表示". */
const quoteDistance = 4;

// ── Asides ──────────────────────────────────────────────────────────────────────────────────────────

/** A summary's beginning tells of the same event as the title; what comes later may be background. */
const asideCharacters = 200;
/** An address with fewer words between its hyphens is not a headline. */
const leastSlugWords = 3;

function readAside(summary: string, url: string, tools: Tools): Aside {
  const { finder, stems, slugs, makers } = tools;
  const text = asideText(summary);
  const features = new Map<string, Feature>();
  for (const { start, end, meaning } of finder.find(text)) {
    addWithFamily(features, meaning, text.slice(start, end), tools);
  }
  if (/\d|[千百]亿/u.test(text)) addQuantities(features, readQuantities(text));
  // A company seldom names itself on its own site: "Our new investments in Ohio".
  const maker = makers.get(hostOf(url)?.replace(/^www\./u, '') ?? '');
  if (maker !== undefined) addWithFamily(features, maker, maker.names[0] ?? '', tools);
  const slug = slugWords(url);
  for (const alias of namesInSlug(slug, slugs)) addAlias(features, alias);
  for (const word of [...(text.match(/[A-Za-z][A-Za-z\d]+/gu) ?? []), ...slug]) {
    const stemmed = stem(word.toLowerCase());
    const term = stems.get(stemmed);
    if (term === undefined) features.set(wordKey(stemmed), ofTitle.word);
    else addAlias(features, term);
  }
  // Reports of the same time ask for the same few words.
  const asked = new Map<string, boolean>();
  const stands = (word: string) => {
    const known = asked.get(word) ?? text.includes(word.slice(wordPrefix.length));
    asked.set(word, known);
    return known;
  };
  return { has: (feature) => (isChineseWord(feature) ? stands(feature) : features.has(feature)) };
}

/** The beginning of a summary, in which names are looked for. */
export function asideText(summary: string): string {
  return foldForComparison(withoutBoilerplate(summary).slice(0, asideCharacters));
}

/** Summaries are not split into words: a Chinese word is found by its characters. */
function isChineseWord(feature: string): boolean {
  return isCjk(feature.charCodeAt(wordPrefix.length)) && feature.startsWith(wordPrefix);
}

/** The words of the last part of an address, if it is a headline. */
function slugWords(url: string): readonly string[] {
  const last = /\/([^/?#]+)\/?(?:[?#].*)?$/u.exec(url)?.[1] ?? '';
  const words = last.split(/[-_]/u).filter((word) => /^[a-z][a-z\d]+$/iu.test(word));
  return words.length >= leastSlugWords ? words : [];
}

/** The names among the words of an address, also with an s: "teslas-own-data" has no apostrophe. */
function namesInSlug(words: readonly string[], slugs: Tools['slugs']): readonly Alias[] {
  return words.flatMap((_, start) =>
    [1, 2, 3].flatMap((length) => {
      const name = slugOf(words.slice(start, start + length));
      return slugs.get(name) ?? slugs.get(name.replace(/s$/u, '')) ?? [];
    }),
  );
}

// ── Features ────────────────────────────────────────────────────────────────────────────────────────

function addAlias(features: Map<string, Feature>, alias: Alias): void {
  const { kind } = alias;
  if (kind === 'media') return;
  const feature = ofAlias[kind];
  features.set(aliasKey(alias, feature), feature);
}

/** @param spelled the spelling that was found, which may name a family too */
function addWithFamily(features: Map<string, Feature>, alias: Alias, spelled: string, { familyOf }: Tools): void {
  addAlias(features, alias);
  const family = familyOf(alias, spelled);
  if (family !== undefined) addAlias(features, family);
}

function aliasKey({ names: [name = ''] }: Alias, { kind }: Feature): string {
  return `${kind} ${name}`;
}

function wordKey(stemmed: string): string {
  return `${wordPrefix}${stemmed}`;
}

const wordPrefix = 'word ';

function addQuantities(features: Map<string, Feature>, quantities: Quantities): void {
  for (const value of quantities.amounts) features.set(`sum ${value}`, ofTitle.amount);
  for (const value of quantities.counts) features.set(`sum ${value}`, ofTitle.count);
  for (const value of quantities.sizes) features.set(`sum ${value}`, ofTitle.size);
  for (const value of quantities.percents) features.set(`percent ${rounded(value)}`, ofTitle.percent);
  for (const code of quantities.codes) features.set(`code ${code}`, ofTitle.code);
  for (const version of quantities.versions) features.set(`version ${version}`, ofTitle.version);
  for (const month of quantities.months) features.set(`month ${month}`, ofTitle.month);
}
