import { readFile } from 'node:fs/promises';
import type { Language } from '../model.ts';
import { environmentLanguage, parseEnvironment, type VariableSource } from './environment.ts';

/**
 * The language in which the program speaks: the first digest's, also of a file that is broken elsewhere; without a feeds
 * file, the terminal's. It costs much less than the whole configuration.
 */
export async function readLanguage(source: VariableSource): Promise<Language> {
  const { feedsFile } = parseEnvironment(source).environment;
  const text = await readFile(feedsFile, 'utf8').catch(() => undefined);
  if (text === undefined) return environmentLanguage(source);
  const { parseDocument } = await import('yaml');
  const file = parseDocument(text, { logLevel: 'silent' });
  if (!file.hasIn(['digests', 0])) return file.errors.length > 0 ? environmentLanguage(source) : 'zh-CN';
  return file.getIn(['digests', 0, 'language']) === 'en' ? 'en' : 'zh-CN';
}
