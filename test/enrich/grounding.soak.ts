import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadKnowledge } from '../../src/config/knowledge.ts';
import { judgeTranslations, readTranslations } from '../eval/translations.ts';
import { labelledSets } from './labelled-sets.ts';

test.each(labelledSets)(
  'headlines in the styles of many models pass the gate, and errors in them are stopped: %s',
  (file, passes, stops) => {
    const { aliases } = loadKnowledge({ feedsDir: join(import.meta.dirname, '../../feeds') });
    const { figures, misses } = judgeTranslations(readTranslations(join(import.meta.dirname, file)), aliases);

    const { faithful, errors } = figures;
    const refused = misses.filter((title) => title.faithful).length;
    expect(faithful.passed / faithful.all, `${refused} faithful ones were refused`).toBeGreaterThanOrEqual(passes);
    expect(errors.all.stopped / errors.all.all, JSON.stringify(errors.byKind, null, 1)).toBeGreaterThanOrEqual(stops);
  },
);
