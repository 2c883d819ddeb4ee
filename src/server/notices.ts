/** What a change says once, on the page that follows it. A random id in a cookie names it: several people may share an address or a login. */
import { randomBytes } from 'node:crypto';
import type { Phrase } from '../model.ts';

export interface Notice {
  readonly text: Phrase;
  readonly isBad: boolean;
}

/** Browsers that never come back leave theirs behind; of so many the oldest is forgotten. */
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
