/**
 * One noun in place of another: 海军 for Army, 触电 for a fire. A noun without a rendering does not show an error, since
 * headlines omit and add words. But where the answer has a noun that no word of the source justifies, and the source has
 * one that the answer does not render, one has probably taken the place of the other.
 */
import { isWholeWords } from './chinese-words.ts';
import words from './headline-nouns.json' with { type: 'json' };
import { actors, attributes, claims, freeNouns, patternsOf, places, topics, wordBeginnings } from './headline-words.ts';
import type { NamedTwice } from './names.ts';
import { renderings } from './renderings.ts';
import { everywhere, isPart, type Range, type Span, spansOf, type Titles } from './titles.ts';

interface Noun {
  /** What kinds of things it is one of: a person may stand in place of an institution, but hardly of a price. */
  readonly groups: readonly string[];
  readonly zh: RegExp;
  /** The Chinese words of two characters or more: a single character is often a part of another word. */
  readonly longZh: RegExp | undefined;
  /** Every English word that justifies the Chinese one. */
  readonly en: RegExp;
  /** Those that name the thing, so that the Chinese title must render them. */
  readonly namesEn: RegExp | undefined;
}

/**
 * The nouns that have changed places, if there are any: one that only the Chinese title has, and one that only the
 * English title has.
 *
 * @param named what both titles name, with its places in the Chinese title as `answer`
 */
export function exchangedNouns({ zh, en }: Titles, named: readonly NamedTwice[]): Titles | undefined {
  const strange = nouns()
    .map((noun) => ({ noun, spans: noun.longZh === undefined ? [] : spansOf(noun.longZh, zh) }))
    .filter(({ noun, spans }) => spans.length > 0 && spansOf(noun.en, en).length === 0)
    .flatMap(({ noun, spans }) => ofNoun(noun, spans))
    .filter(
      ({ from, to, text }) => !free.test(text) && !named.some((name) => from < name.answerEnd && name.answerAt < to),
    );
  if (strange.length === 0) return undefined;
  const rows = nouns().map((noun) => ({ noun, zh: spansOf(noun.zh, zh), en: spansOf(noun.en, en) }));
  const rendered = [...rows, ...explained({ zh, en })].filter((row) => row.zh.length > 0 && row.en.length > 0);
  const justified = rendered.flatMap((row) => row.zh);
  const added = strange
    .filter(({ from, to }) => !justified.some((span) => span.from <= from && to <= span.to))
    .filter(({ from, to }) => isWholeWords(zh, from, to));
  if (added.length === 0) return undefined;
  // 军 in 海军 does not render Army.
  const isRendered = (row: { readonly zh: readonly Span[] }) => row.zh.some((span) => !isPart(span, added));
  const kept = rendered.filter(isRendered).flatMap((row) => row.en.map((span) => wholeWord(span, en)));
  const lost = rows
    .flatMap(({ noun, ...row }) => (isRendered(row) || !noun.namesEn ? [] : ofNoun(noun, spansOf(noun.namesEn, en))))
    .map((span) => ({ ...span, ...wholeWord(span, en) }))
    .filter(
      (span) => !vague.test(span.text) && !isName(span.text, zh) && !overlapsAny(span, kept) && !isNamed(span, named),
    );
  for (const one of added) {
    const other = lost.find(({ groups }) => groups.some((group) => one.groups.includes(group)));
    if (other !== undefined) return { zh: one.text, en: other.text };
  }
  return undefined;
}

function ofNoun({ groups }: Noun, spans: readonly Span[]): readonly (Span & Pick<Noun, 'groups'>)[] {
  return spans.map((span) => ({ ...span, groups }));
}

/** What the other lists of words explain. */
function explained({ zh, en }: Titles) {
  const pairs = [...claims, ...attributes, ...topics, ...actors, ...freeNouns, ...places].map(patternsOf);
  return [...pairs, ...renderings]
    .filter((pair) => pair.zh.test(zh) && pair.en.test(en))
    .map((pair) => ({ zh: spansOf(pair.zh, zh), en: spansOf(pair.en, en) }));
}

/** The English word, with its compound, that the span is a part of. */
function wholeWord({ from, to }: Range, en: string): Span {
  const start = from - (/[\p{L}-]*$/u.exec(en.slice(0, from))?.[0].length ?? 0);
  const end = to + (/^[\p{L}'’-]*/u.exec(en.slice(to))?.[0].length ?? 0);
  return { from: start, to: end, text: en.slice(start, end) };
}

function isName(word: string, zh: string): boolean {
  return (
    /\p{Ll}\p{Lu}/u.test(word) || new RegExp(`(?<![a-z])${word.replace(/[^\p{L}]/gu, '.')}(?![a-z])`, 'iu').test(zh)
  );
}

function isNamed({ from, to }: Range, named: readonly NamedTwice[]): boolean {
  return named.some(({ sourceAt }) => from <= sourceAt && sourceAt < to);
}

function overlapsAny({ from, to }: Range, others: readonly Range[]): boolean {
  return others.some((other) => from < other.to && other.from < to);
}

/** Chinese nouns that translators add freely, and English words that seldom name a thing. */
const free = new RegExp(`^(?:${words.free})$`, 'u');
const vague = new RegExp(`^(?:${words.vague})$`, 'iu');

let compiled: readonly Noun[] | undefined;

function nouns(): readonly Noun[] {
  compiled ??= words.nouns.map((line) => {
    const [kinds = '', words = ''] = line.split(': ');
    const [zh = '', english = ''] = words.split(' = ');
    const [names = '', others = ''] = english.split(' ; ');
    const long = zh.split('|').filter((word) => word.length > 1);
    return {
      groups: kinds.split(' '),
      zh: chineseWords(zh.split('|')),
      longZh: long.length === 0 ? undefined : chineseWords(long),
      en: everywhere(wordBeginnings([names, others].filter(Boolean).join('|'))),
      namesEn: names === '' ? undefined : everywhere(wordBeginnings(names)),
    };
  });
  return compiled;
}

/** Latin letters among them (VR, App) must be whole words. */
function chineseWords(list: readonly string[]): RegExp {
  const words = list.map((word) => (/^[A-Z]/iu.test(word) ? `(?<![A-Za-z])${word}(?![A-Za-z])` : word));
  return new RegExp(words.join('|'), 'gu');
}
