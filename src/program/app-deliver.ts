import { randomUUID } from 'node:crypto';
import type { App } from '../commands/app.ts';
import type { Config } from '../config/config.ts';
import { signingSecretOf } from '../ground/room-kinds.ts';
import type { Clock } from '../model.ts';

interface DeliverContext {
  readonly clock: Clock;
  /** Monotonic milliseconds, as fast as `clock`. */
  readonly elapsedMs: () => number;
}

/** The part of the App that sends to rooms. */
export function deliverPart({ clock, elapsedMs }: DeliverContext): Pick<App, 'deliverer' | 'post' | 'probeRoom'> {
  return {
    async deliverer(config, store, onEvent) {
      const { createDeliverer } = await import('../deliver/deliver.ts');
      return createDeliverer({
        store,
        secret: (name) => config().secret(name),
        clock,
        elapsedMs,
        random: Math.random,
        async post(request) {
          const { postToRoom } = await import('../deliver/post-to-room.ts');
          return postToRoom({ ...request, ...connectionTo(config(), request.webhook), now: clock.now() });
        },
        privateHosts: () => config().environment.privateHosts,
        rate: () => config().environment.wecomRate,
        cooldownMs: () => config().environment.wecomCooldownMs,
        onEvent,
      });
    },
    async post(config, webhook, body) {
      const { postToRoom } = await import('../deliver/post-to-room.ts');
      const address = config.secret(webhook) ?? '';
      return postToRoom({ address, body, id: randomUUID(), ...connectionTo(config, webhook), now: clock.now() });
    },
    async probeRoom(config, webhook) {
      const { probeRoom } = await import('../deliver/probe-room.ts');
      return probeRoom({ address: config.secret(webhook) ?? '', ...connectionTo(config, webhook) });
    },
  };
}

/** How the room in a variable is reached. */
function connectionTo({ environment, secret }: Config, webhook: string) {
  const { wecomTimeoutMs: timeoutMs, proxies, privateHosts } = environment;
  return { secret: secret(signingSecretOf(webhook)), timeoutMs, proxy: proxies.https, privateHosts };
}
