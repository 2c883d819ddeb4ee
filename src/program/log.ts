import { type Logger, pino } from 'pino';
import type { Language } from '../model.ts';
import { createLogStream, openStderr } from './log-stream.ts';

export interface LogOptions {
  readonly level: string;
  readonly format: 'json' | 'pretty' | 'words';
  /** The language of the format `words`. */
  readonly language: Language;
  readonly stderr: { readonly fd: number; readonly isTTY?: boolean };
}

/** A logger that never blocks. */
export interface Log extends Logger {
  /** How many lines could not be written since the start. */
  lostLines(): number;
}

/**
 * Static messages with fields on stderr: one JSON object per line, or text for people. error: a person must act · warn:
 * check within the week · info: start, one line per run, stop · debug: per item. A robot's address is never a field, and
 * errors are logged without their requests. Lines that cannot be written are dropped and counted.
 */
export async function createLog({ level, format, language, stderr }: LogOptions): Promise<Log> {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    // JSON lines are in English; only text for people is in their language.
    ...(format === 'words' ? {} : { serializers: { what: english, change: english } }),
  };
  const words = await wording(format, language, stderr.isTTY === true);
  const stream = createLogStream({
    fd: openStderr(stderr),
    onRecovered: (lines) => log.warn({ lines }, 'log lines were lost'),
  });
  const log = pino(options, { write: (line) => stream.write(words(line)) });
  return Object.assign(log, { lostLines: stream.lostLines });
}

/** The English of a phrase; anything else as it is. */
function english(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'en' in value ? value.en : value;
}

async function wording(
  format: LogOptions['format'],
  language: Language,
  isTerminal: boolean,
): Promise<(line: string) => string> {
  switch (format) {
    case 'json':
      return (line) => line;
    case 'pretty':
      return prettyLines(isTerminal);
    case 'words': {
      const { wordsOf } = await import('./log-words.ts');
      return (line) => wordsOf(line, language);
    }
  }
}

async function prettyLines(isTerminal: boolean): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ ignore: 'pid,hostname', colorize: isTerminal });
}
