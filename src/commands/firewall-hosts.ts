import type { Config } from '../config/config.ts';
import { alertVariable } from '../config/environment.ts';
import { robotHost } from '../config/robot-address.ts';
import { hostOf, isLoopback } from '../ground/hosts.ts';

type Addressed = Pick<Config, 'digests' | 'reminders' | 'secret' | 'environment'>;

/**
 * The hosts that a firewall must allow, sorted: those of feeds, rooms, language models and PING_URL, without this machine.
 * A room whose address is not set yet counts as one of WeCom.
 */
export function firewallHosts(
  { digests, reminders, secret, environment: { llm } }: Addressed,
  feedHosts: readonly string[],
): readonly string[] {
  const rooms = [...digests, ...reminders].flatMap(({ webhooks }) => webhooks);
  const written = [...rooms, alertVariable, 'PING_URL'].map((name) => secret(name)?.trim());
  const addresses = [...written, llm?.baseUrl, llm?.fallback?.baseUrl];
  const hosts = [...feedHosts, ...addresses.flatMap((address) => hostOf(address ?? '') ?? [])];
  if (rooms.some((name) => secret(name) === undefined)) hosts.push(robotHost);
  return [...new Set(hosts.filter((host) => !isLoopback(host)))].sort();
}
