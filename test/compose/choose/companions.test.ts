import { describe, expect, test } from 'vitest';
import { findCompanions } from '../../../src/compose/choose/companions.ts';
import type { Story } from '../../../src/model.ts';
import { makeFeed, makeItem, makeStory } from '../invented.ts';

const lumen = makeFeed('Lumen', { language: 'en' });

function page(title: string, fields: Partial<Story> & { summary?: string; url?: string; isMakers?: boolean } = {}) {
  const { summary = '', url = `https://lumen.example/${title.length}`, isMakers = true, ...story } = fields;
  const told = makeStory([makeItem(lumen, title, { summary, url })], { kind: 'release', ...story });
  return { story: told, isMakers, hasMakers: isMakers };
}

const companionsOf = (...pages: readonly ReturnType<typeof page>[]) =>
  [...findCompanions(pages)].map(([{ lead }, release]) => [lead.title, release]);

describe('pages beside a release', () => {
  test.each([
    ['Introducing Nova 3', 'Nova 3 System Card'],
    ['Introducing Lumen o1', 'Lumen o1 Contributions'],
    ['Nova 2.5 Pro: better at code', 'Build web apps with an updated Nova 2.5 Pro'],
    ['流明发布 Nova-4o', 'Hello Nova-4o'],
  ])('a page of the maker about the same version is beside the release: %s, %s', (release, beside) => {
    expect(companionsOf(page(release), page(beside, { kind: 'paper' }))).toEqual([[beside, release]]);
  });

  test.each([
    ['Introducing Nova 3', 'Introducing Nova 3.5'],
    ['Introducing Nova 3', 'Introducing Nova 3 mini'],
    ['Introducing Nova 3', 'Introducing Orbit 3'],
    ['10 ways to use Nova', '10 questions for our chief scientist'],
    ['Introducing Nova', 'How we train Nova'],
  ])('another version, edition or product is another release: %s, %s', (release, other) => {
    expect(companionsOf(page(release), page(other))).toEqual([]);
  });

  test('a page whose title is only a name is beside a release on the same site that has the name', () => {
    const release = page('New models for pictures', { summary: 'We introduce Vega, and Nova 3 Flash.' });
    const beside = [
      page('Vega'),
      page('Meet Vega'),
      page('Vega', { url: 'https://other.example/vega' }),
      page('Orbit'),
    ];
    expect(companionsOf(release, ...beside)).toEqual([
      ['Vega', 'New models for pictures'],
      ['Meet Vega', 'New models for pictures'],
    ]);
  });

  test('a report of a medium is not a page of the maker, and news of a maker is not a release', () => {
    const report = page('Nova 3 fails a test', { isMakers: false });
    expect(companionsOf(page('Introducing Nova 3'), report)).toEqual([]);
    expect(companionsOf(page('Nova 3 comes late', { kind: 'news' }), page('Introducing Nova 3'))).toEqual([]);
    expect(companionsOf(report, page('Introducing Nova 3'))).toEqual([]);
  });
});
