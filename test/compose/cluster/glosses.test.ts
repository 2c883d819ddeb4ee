import { describe, expect, test } from 'vitest';
import { glossesIn } from '../../../src/compose/cluster/glosses.ts';
import { newsroomGlosses } from '../../../src/compose/cluster/newsroom-glosses.ts';
import { stem } from '../../../src/compose/cluster/words.ts';

describe('the dictionary', () => {
  test.each([
    ['流明召回滑板车', 'recalls'],
    ['流明的卫星进入轨道', 'satellites'],
    ['流明的卫星进入轨道', 'orbit'],
    ['两家公司卷入诉讼', 'lawsuit'],
    ['流明的代码仓库遭入侵', 'repositories'],
    ['流明的储存库遭入侵', 'breached'],
  ])('the dictionary has the words of %s: %s', (title, word) => {
    expect(glossesIn(title).has(stem(word))).toBe(true);
  });

  test('the dictionary gives the place of a word, and nothing for an English title', () => {
    expect(glossesIn('流明的卫星').get('satellit')).toEqual([3]);
    expect(glossesIn('Lumen launches a satellite').size).toBe(0);
  });

  test('the newsroom words are Chinese words of two to four characters, each once, with their English words', () => {
    const entries = newsroomGlosses.trim().split(/ · |\n/u);
    for (const entry of entries) expect(entry).toMatch(/^\p{sc=Han}{2,4}(?: [a-z]+)+$/u);
    expect(new Set(entries.map((entry) => entry.split(' ')[0])).size).toBe(entries.length);
  });

  test('the dictionary takes the longest word at each place', () => {
    // 机器 is a machine; 机器人 is not.
    expect(glossesIn('机器').has('machin')).toBe(true);
    expect(glossesIn('机器人').has('machin')).toBe(false);
    expect(glossesIn('机器人').has('robot')).toBe(true);
  });
});
