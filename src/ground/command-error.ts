import type { Language, Phrase, Problem } from '../model.ts';
import { phrase } from './phrase.ts';

/** Exit codes of the program; scripts rely on them. The last two are 128 plus the signal's number, as in shells. */
export const exitCode = { ok: 0, failed: 1, usage: 2, waiting: 3, interrupted: 130, terminated: 143 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The user must change something (exit 2), or the work cannot go on (exit 1); the text says what to do. */
export class CommandError extends Error {
  readonly phrase: Phrase;
  readonly exitCode: ExitCode;

  constructor(phrase: Phrase, code: ExitCode = exitCode.usage, options?: ErrorOptions) {
    super(phrase.en, options);
    this.name = 'CommandError';
    this.phrase = phrase;
    this.exitCode = code;
  }
}

/** A refused input: what is wrong with it and, on the next line, what to do. */
export function refusal({ what, remedy }: { readonly what: Phrase; readonly remedy: Phrase }): Phrase {
  return phrase(`${what['zh-CN']}\n怎么办：${remedy['zh-CN']}`, `${what.en}\nTo do: ${remedy.en}`);
}

/** @throws CommandError when the program was asked to stop: unread feeds would look like feeds without news */
export function refuseStopped({ aborted, reason }: AbortSignal): void {
  if (!aborted) return;
  const text = phrase(
    `收到 ${reason}，停下来了：源还没有读完，所以没有编，也没有发。再运行一次即可。`,
    `Stopped by ${reason} before every feed was read: nothing was composed, nothing was sent. Run it again.`,
  );
  throw new CommandError(text, reason === 'SIGINT' ? exitCode.interrupted : exitCode.terminated);
}

/** `feeds/feeds.yaml:41  what is wrong` and, on the next line, what to do. */
export function problemLines(problems: readonly Problem[], language: Language): string {
  return problems
    .map(({ file, line, column, what, remedy }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      return `${place}  ${what[language]}\n    ${language === 'en' ? 'To do: ' : '怎么办：'}${remedy[language]}`;
    })
    .join('\n');
}
