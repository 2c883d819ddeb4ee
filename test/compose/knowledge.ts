/** The knowledge that the program ships, for tests of the first half of compose. */
import { loadKnowledge } from '../../src/config/knowledge.ts';

export const { topics, aliases, weights } = loadKnowledge({ feedsDir: 'feeds' });
