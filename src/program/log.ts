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

/**
 * Static messages with fields on stderr: one JSON object per line, or text for people. error: a person must act · warn:
 * check within the week · info: start, one line per run, stop · debug: per item. A robot's address is never a field, and
 * errors are logged without their requests. Writing never blocks: lines that cannot be written are dropped and counted.
 */
export async function createLog({ level, format, language, stderr }: LogOptions) {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    // JSON lines are in English; only text for people is in their language.
    ...(format === 'words' ? {} : { serializers: { what: english, change: english, err: errorEntry } }),
  };
  const words = await wording(format, language, stderr.isTTY === true);
  const stream = createLogStream(openStderr(stderr), (lines) => log.warn({ lines }, 'log lines were lost'));
  const log: Logger = pino(options, { write: (line) => stream.write(words(line)) });
  return Object.assign(log, { lostLines: stream.lostLines });
}

/** The English of a phrase; anything else as it is. */
function english(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'en' in value ? value.en : value;
}

/**
 * An error with each fact once: a text that a message contains is not repeated, the stack is only its frames, and a cause
 * is an entry of its own inside.
 * @param told the messages of the errors around it
 */
function errorEntry(error: unknown, told = ''): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack = '', cause } = error;
  const said = `${told}\n${message}`;
  const facts = Object.entries(error).filter(([key, fact]) => isNews(key, english(fact), said));
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [];
  return {
    type: name,
    ...(told.includes(message) ? {} : { message }),
    ...Object.fromEntries(facts.map(([key, fact]) => [key, english(fact)])),
    stack: stack.slice(Math.max(0, stack.search(/^ +at /m))),
    ...(cause instanceof Error && cause !== error ? { cause: errorEntry(cause, said) } : {}),
    ...(errors.length > 0 ? { errors: errors.map((each) => errorEntry(each, said)) } : {}),
  };
}

/** Objects may hold a request with its address. A code is kept, because people search for it. */
function isNews(key: string, fact: unknown, said: string): boolean {
  if (key === 'name') return false;
  if (typeof fact !== 'string') return typeof fact === 'number' || typeof fact === 'boolean';
  return key === 'code' || !said.includes(fact);
}

async function wording(
  format: LogOptions['format'],
  language: Language,
  isTerminal: boolean,
): Promise<(line: string) => string> {
  switch (format) {
    case 'json':
      return (line) => line;
    case 'pretty': {
      const { prettyFactory } = await import('pino-pretty');
      return prettyFactory({ ignore: 'pid,hostname', colorize: isTerminal });
    }
    case 'words': {
      const { wordsOf } = await import('./log-words.ts');
      return (line) => wordsOf(line, language);
    }
  }
}
