import type { Dispatcher } from '../ground/http-client.ts';

/** The event that is pinged for a slot; `success` may come without `start`. */
export type PingEvent = 'start' | 'success' | 'fail';

export interface PingOptions {
  /** PING_URL, called for each ping; undefined: no ping. It is a secret: anybody who has it can fake a success. */
  url(): string | undefined;
  /** Address of the HTTP proxy that leads to a host. @default none */
  proxy?(hostname: string): string | undefined;
  /** @default 10,000 */
  readonly timeoutMs?: number;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Pings a service like healthchecks.io when a slot's work starts (`/start` added to the path), succeeded (the address
 * itself) or failed (`/fail`). It never rejects and never fails the work. Source: https://healthchecks.io/docs/http_api/
 */
export function createPing({ url, proxy, timeoutMs = 10_000, log }: PingOptions): (event: PingEvent) => Promise<void> {
  return async (event) => {
    const address = url();
    if (address === undefined) return;
    let dispatcher: Dispatcher | undefined;
    try {
      const { Agent, ProxyAgent, request } = await import('../ground/http-client.ts');
      const target = pingAddress(address, event);
      const through = proxy?.(target.hostname);
      dispatcher = through === undefined ? new Agent() : new ProxyAgent(through);
      const signal = AbortSignal.timeout(timeoutMs);
      const { statusCode, body } = await request(target, { dispatcher, signal });
      await body.dump();
      // A redirect is not followed: nothing was pinged.
      if (statusCode >= 300) log.warn({ event, status: statusCode }, 'ping refused');
    } catch (error) {
      // Only the code: the error message for an invalid address contains the address.
      log.warn({ event, code: errorCode(error) }, 'ping failed');
    } finally {
      await dispatcher?.destroy();
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
