import { type Logger, pino } from 'pino';
import { createLogStream, openStderr } from './log-stream.ts';

export interface LogOptions {
  readonly level: string;
  readonly format: 'json' | 'pretty';
}

/** A log that is never waited for. */
export interface Log extends Logger {
  /** How many lines could not be written, since the start. */
  lostLines(): number;
}

/**
 * Static messages with fields, one JSON object a line, on stderr. error: a person must act · warn: look this week · info:
 * start, one line per run, stop · debug: per item. A robot's address is never a field, and errors are logged without
 * their requests. Lines that cannot be written are dropped and counted.
 */
export async function createLog({ level, format }: LogOptions): Promise<Log> {
  const options = { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  const words = format === 'pretty' ? await prettyLines() : (line: string) => line;
  const stream = createLogStream({
    fd: openStderr(process.stderr),
    onRecovered: (lines) => log.warn({ lines }, 'log lines were lost'),
  });
  const log = pino(options, { write: (line) => stream.write(words(line)) });
  return Object.assign(log, { lostLines: stream.lostLines });
}

async function prettyLines(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({ ignore: 'pid,hostname', colorize: process.stderr.isTTY });
}
