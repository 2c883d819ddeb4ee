import type { Wording } from '../../model.ts';

/** The user's words for cleaning titles and summaries, compiled. */
export interface WordingRules {
  /** By `nameKey`: publishers whose name also ends titles in other feeds (aggregators copy the page's title). */
  readonly sites: ReadonlySet<string>;
  readonly column: RegExp;
  /** Credits at the beginning, with their names. */
  readonly credits: RegExp;
  /** A credit whose names could not be separated from the text. */
  readonly opensInCredit: RegExp;
  readonly leaning: RegExp;
  readonly empty: RegExp;
}

export function compileWording({ sites, columns, credits, leaning, empty }: Wording): WordingRules {
  const credit = anyOf(credits);
  const role = `(?:(?:${byline}报道\\s*[|｜丨/／]?\\s*)?${credit}|${byline}记者)`;
  const bar = '\\s*[｜丨|:：/／]';
  // Where the feed lost the line end, names run into the text: each ends at the next role, a number or a word like these.
  const nameEnd = `(?=\\s|${credit}${bar}|\\d|[A-Z]|【|当地时间|北京时间|近日|日前|今日|昨日)`;
  const names = '(?:[\\p{sc=Han}A-Za-z·]{2,12}?[、,，\\s]?\\s?){1,3}?';
  return {
    sites: new Set(sites.map(nameKey)),
    column: new RegExp(anyOf(columns), 'u'),
    credits: new RegExp(`^\\s*(?:${role}${bar}\\s*${names}${nameEnd}\\s*|记者\\s+\\p{sc=Han}{2,4}\\s+)+`, 'u'),
    opensInCredit: new RegExp(`^${role}${bar}`, 'u'),
    leaning: opening(leaning, 'u'),
    empty: opening(empty, 'iu'),
  };
}

/** "示例元报道", "示例新闻记者": a medium's name before a role. */
const byline = '[\\p{sc=Han}A-Za-z\\d]{2,8}';

/** Letters and digits of a name: "IT 之家" is "IT之家". */
export function nameKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** A sentence that opens with one of the words; a word in Latin letters must be whole. */
function opening(words: readonly string[], flags: string): RegExp {
  const latin = words.filter((word) => /[A-Za-z]$/.test(word));
  const others = words.filter((word) => !latin.includes(word));
  return new RegExp(`^(?:${anyOf(others)}|${anyOf(latin)}(?![\\p{L}\\p{N}]))`, flags);
}

/** An empty list matches nothing. */
function anyOf(words: readonly string[]): string {
  if (words.length === 0) return '(?!)';
  return `(?:${words
    .map((word) =>
      word
        .replaceAll("'", '’')
        .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
        .replaceAll('’', "['’]"),
    )
    .join('|')})`;
}
