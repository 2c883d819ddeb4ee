import type { Phrase } from '../model.ts';

/** One text in both languages of the program. */
export function phrase(zh: string, en: string): Phrase {
  return { 'zh-CN': zh, en };
}
