import { readFileSync } from 'node:fs';
import { type Refusal, refusalOf } from '../../src/enrich/grounding.ts';
import type { Aliases, Language } from '../../src/model.ts';

/** A translated title: faithful, or with one planted error of a named kind. */
export interface TranslatedTitle {
  readonly source: string;
  readonly answer: string;
  readonly faithful: boolean;
  readonly error?: string | null | undefined;
}

/** A line of a file: one title, or a faithful one with possible planted errors: kind, text, replacement. */
type Line =
  | { readonly en: string; readonly zh: string; readonly faithful: boolean; readonly error?: string | null }
  | {
      readonly source: string;
      readonly answer: string;
      readonly errors: readonly (readonly [kind: string, text: string, replacement: string])[];
    };

export interface GateFigures {
  readonly faithful: { readonly passed: number; readonly all: number };
  readonly errors: {
    readonly all: { readonly stopped: number; readonly all: number };
    readonly byKind: Readonly<Record<string, { readonly stopped: number; readonly all: number }>>;
  };
}

/** A line that the gate judged wrongly. */
interface Miss extends TranslatedTitle {
  readonly refusal: Refusal | undefined;
}

export function readTranslations(file: string): readonly TranslatedTitle[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => titlesOf(JSON.parse(line) as Line));
}

function titlesOf(line: Line): readonly TranslatedTitle[] {
  if ('en' in line) return [{ ...line, source: line.en, answer: line.zh }];
  const { source, answer, errors } = line;
  return [
    { source, answer, faithful: true },
    ...errors.map(([error, text, replacement]) => ({
      source,
      answer: answer.replace(text, () => replacement),
      faithful: false,
      error,
    })),
  ];
}

/** The language of the answer: the labelled titles are Chinese or English. */
export const languageOf = ({ source }: TranslatedTitle): Language => (/\p{Script=Han}/u.test(source) ? 'en' : 'zh-CN');

/** Measures the gate on labelled translations, without its length limits. */
export function judgeTranslations(
  titles: readonly TranslatedTitle[],
  aliases: Aliases,
): { readonly figures: GateFigures; readonly misses: readonly Miss[] } {
  const judged = titles.map((title) => ({
    ...title,
    refusal: refusalOf({ answer: title.answer, source: title.source, language: languageOf(title), aliases }),
  }));
  const wrong = judged.filter(({ faithful }) => !faithful);
  const stopped = (lines: typeof judged) => ({
    stopped: lines.filter(({ refusal }) => refusal !== undefined).length,
    all: lines.length,
  });
  const kinds = Object.groupBy(wrong, ({ error }) => error ?? 'unnamed');
  const faithful = judged.filter((title) => title.faithful);
  return {
    figures: {
      faithful: { passed: faithful.filter(({ refusal }) => refusal === undefined).length, all: faithful.length },
      errors: {
        all: stopped(wrong),
        byKind: Object.fromEntries(Object.entries(kinds).map(([kind, lines]) => [kind, stopped(lines ?? [])])),
      },
    },
    misses: judged.filter((title) => title.faithful === (title.refusal !== undefined)),
  };
}

export function translationsReport({ figures, misses }: ReturnType<typeof judgeTranslations>): string {
  const { faithful, errors } = figures;
  return [
    `faithful passed      ${faithful.passed} of ${faithful.all}`,
    `errors stopped       ${errors.all.stopped} of ${errors.all.all}`,
    ...Object.entries(errors.byKind).map(([kind, { stopped, all }]) => `  ${kind.padEnd(60)} ${stopped} of ${all}`),
    ...misses.map(({ source, answer, error, refusal }) =>
      [
        '',
        refusal === undefined ? `passed (${error}):` : `refused (${refusal.reason} ${refusal.found ?? ''}):`,
        `  ${source}`,
        `  ${answer}`,
      ].join('\n'),
    ),
    '',
  ].join('\n');
}
