/**
 * The result of a change, shown once on the next page. A random id in a cookie identifies it, since several people may
 * share an address or a login.
 */
import { randomBytes } from 'node:crypto';
import type { Phrase } from '../model.ts';

export interface Notice {
  readonly text: Phrase;
  readonly isBad: boolean;
}

/** Notices that are never fetched stay; beyond this number the oldest is dropped. */
const mostNotices = 100;

export function createNotices() {
  const notices = new Map<string, Notice>();
  return {
    /** @returns its id */
    put(notice: Notice): string {
      const id = randomBytes(12).toString('base64url');
      notices.set(id, notice);
      const [oldest] = notices.keys();
      if (notices.size > mostNotices && oldest !== undefined) notices.delete(oldest);
      return id;
    },
    take(id: string): Notice | undefined {
      const notice = notices.get(id);
      notices.delete(id);
      return notice;
    },
  };
}
