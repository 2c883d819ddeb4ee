import { type DestinationStream, type Logger, pino } from 'pino';

export interface LogOptions {
  readonly level: string;
  readonly format: 'json' | 'pretty';
  /** Where the lines go; results of commands have stdout for themselves. @default stderr */
  readonly destination?: DestinationStream;
}

/**
 * Static messages with fields, one JSON object a line. error: someone must act · warn: look this week · info: start, one
 * line per run, stop · debug: per item. A robot's address is never a field, and errors are logged without their requests.
 */
export async function createLog({ level, format, destination }: LogOptions): Promise<Logger> {
  const options = { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  const stream = destination ?? pino.destination({ dest: 2, sync: true });
  if (format === 'json') return pino(options, stream);
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: destination ?? 2, sync: true, ignore: 'pid,hostname' }));
}
