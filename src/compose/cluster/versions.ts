import type { Alias } from '../../model.ts';
import { matchesOf } from '../text/matches.ts';
import type { Found } from '../text/phrase-finder.ts';
import { isSentence } from './words.ts';

/** What tells two products of one family apart. */
export interface ProductMarks {
  /** Versions by product: `claude opus` → 4.7. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words that tell variants of one model apart: mini, pro, codex, sonnet. */
  readonly variants: ReadonlySet<string>;
  /** Second names by the first: "Nova Policy" gives nova → policy. */
  readonly surnames: ReadonlyMap<string, ReadonlySet<string>>;
}

const variantWords =
  /\b(?:opus|sonnet|haiku|mini|nano|micro|pro|max|ultra|flash|lite|turbo|codex|coder|thinking|instant|omni|air|plus|preview|vl|ocr|tts|asr|math|image|video|audio|embedding|reasoning|vision|small|medium|large|xl|deep\s?research|system\s?card|technical\s?report|tech\s?report)\b|轻量|极速|旗舰|专业版|技术报告|系统卡/giu;
/** "K2.5", "4.7", "9 mini": a smaller or special edition of a version is another model. */
const versionAfterName =
  /^[\s-]*v?(?<version>\d{1,2}(?:\.\d{1,3})*|[a-z]\d+(?:\.\d+)*)(?![\d%]|\s*(?:亿|万|%|月|年|日|个|家|倍|x\b|billion|million|[bmk]\b))(?:[\s-]*(?<edition>mini|nano|micro|lite|flash|turbo|codex|coder|instant|omni|air|vl|ocr)(?![a-z]))?/iu;

/** An unlisted name with its number: "Nova 3". Months, and words that count things, are not names. */
const numberedName =
  /(?<![\p{L}\d])(?<name>[A-Z][A-Za-z]{2,})[\s-]?(?:v\.?\s?)?(?<version>\d{1,2}(?:\.\d{1,3})*)(?![\d%.,]*\d|[A-Za-z%]|\s*(?:亿|万|月|年|日|个|家|倍|[Pp]ercent|[Bb]illion|[Mm]illion|[Yy]ears?|[Dd]ays?|[Hh]ours?|[Ww]ays?|[Tt]hings?|[Tt]imes))(?:[\s-]*(?<edition>mini|nano|micro|lite|flash|turbo|codex|coder|instant|omni|air)(?![a-zA-Z]))?/gu;
const countingWords =
  /^(?:top|best|the|over|under|about|from|than|with|and|for|part|chapter|day|week|year|number|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$/iu;

/** Two adjacent words with capitals, of which the second is not all capitals ("CEO"). */
const doubleName = /(?<![\p{L}\d])(?<name>[A-Z][A-Za-z]{2,})[ -](?<surname>[A-Z][a-z]+[A-Za-z]*)(?![\p{sc=Latin}\d])/gu;

/** Reads the marks of a folded title; `found` are its known names. */
export function readProductMarks(text: string, found: readonly Found<Alias>[]): ProductMarks {
  const versions = new Map<string, Set<string>>();
  const variants = matchesOf(text, variantWords).map(([word]) => word.toLowerCase().replace(/\s/gu, ''));
  for (const { groups } of matchesOf(text, numberedName)) {
    const { name = '', version = '', edition = '' } = groups ?? {};
    const key = name.toLowerCase();
    const whole = `${version} ${edition}`.trim();
    if (!countingWords.test(key)) versions.set(key, new Set([...(versions.get(key) ?? []), whole]));
  }
  for (const { end, meaning } of found) {
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
  return {
    versions: versions.size === 0 ? none : versions,
    variants: variants.length === 0 ? nothing : new Set(variants),
    surnames: readSurnames(text, found),
  };
}

/** Most titles have no marks of a kind; they share these. */
const none: ReadonlyMap<string, never> = new Map<string, never>();
const nothing: ReadonlySet<never> = new Set();

/**
 * Reads second names only where a capital means a name: in a Chinese title, or an English one written like a sentence.
 * Companies have none, as many different things are reported about them.
 */
function readSurnames(text: string, found: readonly Found<Alias>[]): ReadonlyMap<string, ReadonlySet<string>> {
  if (!/\p{sc=Han}/u.test(text) && !isSentence(text)) return none;
  const surnames = new Map<string, Set<string>>();
  for (const match of matchesOf(text, doubleName)) {
    const { name = '', surname = '' } = match.groups ?? {};
    const known = found.find(({ start, end }) => start <= match.index && match.index < end)?.meaning.kind;
    if (known !== undefined && known !== 'model' && known !== 'product') continue;
    const key = name.toLowerCase();
    surnames.set(key, (surnames.get(key) ?? new Set()).add(surname.toLowerCase()));
  }
  return surnames.size === 0 ? none : surnames;
}
