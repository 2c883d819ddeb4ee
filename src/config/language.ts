import { readFile } from 'node:fs/promises';
import type { Language } from '../model.ts';
import { environmentLanguage, parseEnvironment, type VariableSource } from './environment.ts';

/**
 * The language of the program: that of the first digest, even if the file has faults elsewhere; without a feeds file, that
 * of the terminal. It is much cheaper than loading the configuration.
 */
export async function readLanguage(source: VariableSource): Promise<Language> {
  const { feedsFile } = parseEnvironment(source).environment;
  const text = await readFile(feedsFile, 'utf8').catch(() => undefined);
  if (text === undefined) return environmentLanguage(source);
  const { parseAhead } = await import('./yaml-document.ts');
  const { document } = parseAhead(text);
  if (!document.hasIn(['digests', 0])) return document.errors.length > 0 ? environmentLanguage(source) : 'zh-CN';
  return document.getIn(['digests', 0, 'language']) === 'en' ? 'en' : 'zh-CN';
}
