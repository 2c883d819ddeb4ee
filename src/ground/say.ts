import type { Language } from '../model.ts';

/** Returns the text in one fixed language: `say('状态', 'Status')`. */
export type Say = (zh: string, en: string) => string;

export function sayIn(language: Language): Say {
  return (zh, en) => (language === 'en' ? en : zh);
}
