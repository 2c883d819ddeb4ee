/** The knowledge that the program ships, for tests of the first half of compose. */
import { loadKnowledge } from '../../src/config/knowledge.ts';
import { findWeights, readWeights } from '../../src/config/weights-file.ts';

export const { topics, aliases } = loadKnowledge({ feedsDir: 'feeds' });
export const { weights } = readWeights(findWeights('feeds'));
