import { hash } from 'node:crypto';

/** Names a feed in the addresses of pages: its own address may carry a key, which no log and no history should keep. */
export function feedId(url: string): string {
  return hash('sha256', url, 'base64url').slice(0, 12);
}
