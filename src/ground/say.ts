import type { Language } from '../model.ts';

/** Chooses the words of one language. */
export type Say = (zh: string, en: string) => string;

/** The chooser for a language: `say('状态', 'Status')`. */
export function sayIn(language: Language): Say {
  return (zh, en) => (language === 'en' ? en : zh);
}
