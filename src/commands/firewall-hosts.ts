import type { Config } from '../config/config.ts';
import { alertVariable } from '../config/environment.ts';
import { robotHost } from '../config/robot-address.ts';
import { hostOf, isLoopback } from '../ground/hosts.ts';

/** The hosts that a firewall must allow besides those of feeds: WeCom, all other rooms, language models and PING_URL. */
export function serviceHosts({
  digests,
  reminders,
  secret,
  environment: { llm },
}: Pick<Config, 'digests' | 'reminders' | 'secret' | 'environment'>): readonly string[] {
  const rooms = [...digests, ...reminders].flatMap(({ webhooks }) => webhooks);
  const written = [...rooms, alertVariable, 'PING_URL'].map((name) => secret(name)?.trim());
  const hosts = [...written, llm?.baseUrl, llm?.fallback?.baseUrl].map((address) => hostOf(address ?? ''));
  return [robotHost, ...hosts.filter((host) => host !== undefined).filter((host) => !isLoopback(host))];
}
