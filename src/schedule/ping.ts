import { type Dispatcher, request } from 'undici';

/** What a dead man's switch is told of one slot; `success` may come without `start`. */
export type PingEvent = 'start' | 'success' | 'fail';

export interface PingOptions {
  /** PING_URL as it is now; undefined: nobody is told. It is a secret: who has it can keep the switch silent. */
  url(): string | undefined;
  /** Leads through the proxy, if there is one. */
  readonly dispatcher?: Dispatcher;
  /** @default 10,000 */
  readonly timeoutMs?: number;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Tells a service like healthchecks.io that a slot's work starts (`/start` added to the path), succeeded (the address
 * itself) or failed (`/fail`). It never rejects and never fails the work. Source: https://healthchecks.io/docs/http_api/
 */
export function createPing({
  url,
  dispatcher,
  timeoutMs = 10_000,
  log,
}: PingOptions): (event: PingEvent) => Promise<void> {
  return async (event) => {
    const address = url();
    if (address === undefined) return;
    try {
      const { statusCode, body } = await request(pingAddress(address, event), {
        ...(dispatcher && { dispatcher }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await body.dump();
      if (statusCode >= 400) log.warn({ event, status: statusCode }, 'ping refused');
    } catch (error) {
      // Only its code: the message of an invalid address carries the address.
      log.warn({ event, code: errorCode(error) }, 'ping failed');
    }
  };
}

function pingAddress(address: string, event: PingEvent): URL {
  const target = new URL(address);
  if (event !== 'success') target.pathname = `${target.pathname.replace(/\/$/, '')}/${event}`;
  return target;
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
