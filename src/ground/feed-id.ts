import { hash } from 'node:crypto';

/** Identifies a feed in page addresses. The feed's own address may contain a key, which must not get into logs or history. */
export function feedId(url: string): string {
  return hash('sha256', url, 'base64url').slice(0, 12);
}
