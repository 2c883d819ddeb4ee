import { describe, expect, test } from 'vitest';
import { createFeedMates, shifted } from '../../../src/compose/judge/feed-mates.ts';

/** Of two kinds: news and round-up. */
const usual = [0.8, 0.2];
const news = [0.9, 0.1];
const roundup = [0.1, 0.9];
const unsure = [0.6, 0.4];

interface Headline {
  readonly title: string;
  readonly kinds: readonly number[];
}

const headline = (title: string, kinds: readonly number[]): Headline => ({ title, kinds });

function roundupShare(item: Headline, others: readonly Headline[]): number {
  const shiftOf = createFeedMates({ items: [...others, item], kindsOf: ({ kinds }) => kinds, usual });
  return shifted(item.kinds, shiftOf(item))[1] ?? Number.NaN;
}

const many = (count: number, title: (n: number) => string, kinds: readonly number[]) =>
  Array.from({ length: count }, (_, n) => headline(title(n), kinds));

describe('the other items of a feed', () => {
  const wordOf = (n: number) => 'abcdefghij'.charAt(n).repeat(3);

  test('make an item like themselves, the more of them there are', () => {
    const item = headline('Lumen and Nova', unsure);
    const shares = [0, 2, 9].map((count) => roundupShare(item, many(count, wordOf, roundup)));
    expect(shares[0]).toBeCloseTo(0.4);
    expect(shares[1]).toBeGreaterThan(0.4);
    expect(shares[2]).toBeGreaterThan(shares[1] ?? 1);
    expect(roundupShare(item, many(9, wordOf, news))).toBeLessThan(0.4);
  });

  test.each([
    ['a label behind a bar', 'Rates and jobs｜Macro at six', (n: number) => `${wordOf(n)}｜Macro at six`],
    ['a tag', '[Offer] Lumen lamps', (n: number) => `[Offer] ${wordOf(n)}`],
    ['a label before a colon', 'Letters: rates and jobs', (n: number) => `Letters: ${wordOf(n)}`],
    ['a title that differs only in its figures', 'What we bought, 234', (n: number) => `What we bought, ${n}`],
  ])('count more where they are of the same column: %s', (_, title, mateOf) => {
    const rest = many(9, wordOf, news);
    const item = headline(title, unsure);
    const inColumn = roundupShare(item, [...many(4, mateOf, roundup), ...rest]);
    const outside = roundupShare(item, [...many(4, (n) => `${wordOf(n)} ${wordOf(n)}`, roundup), ...rest]);
    expect(inColumn).toBeGreaterThan(outside + 0.1);
  });

  test('do not include the item itself', () => {
    expect(roundupShare(headline('[Offer] Lumen', roundup), [])).toBeCloseTo(0.9);
  });
});
