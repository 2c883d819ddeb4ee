import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phrase } from '../../src/ground/phrase.ts';
import type { Language } from '../../src/model.ts';
import type { AilingFeed, Condition } from '../../src/operator/condition.ts';
import { alertBytes, alertText, recoveryText } from '../../src/operator/texts/alert-text.ts';
import { conditions, recoveries } from './alert-examples.ts';

const languages = ['zh-CN', 'en'] as const;
const voice = (language: Language) => ({ language, timezone: 'Asia/Shanghai' });

describe.each(languages)('%s', (language) => {
  test(`the texts of all alerts and recoveries in ${language} are the golden text`, async () => {
    const alerts = conditions.map((condition) => alertText(condition, voice(language)));
    const ends = recoveries.map((recovery) => recoveryText(recovery, voice(language)));

    await expect(`${[...alerts, ends.join('\n')].join('\n\n')}\n`).toMatchFileSnapshot(
      `../golden/alerts.${language}.txt`,
    );
  });

  test(`no example of an alert in ${language} is shortened`, () => {
    for (const condition of conditions) {
      const text = alertText(condition, voice(language));
      expect(text, text).not.toContain('…');
      expect(Buffer.byteLength(text), text).toBeLessThanOrEqual(alertBytes);
    }
  });

  test(`the first words of an alert in ${language} say what happened, in Chinese in at most eight characters`, () => {
    for (const condition of conditions) {
      const [, name] = /^[【[](.+?)[】\]]/.exec(alertText(condition, voice(language))) ?? [];
      expect(name).toBeDefined();
      if (language === 'zh-CN') expect(name?.length).toBeLessThanOrEqual(8);
    }
  });
});

describe('ailing feeds', () => {
  const failing = (url: string, name: string, what: string) => ({
    url,
    name,
    trouble: { kind: 'failing' as const, days: 0, what: phrase(what, what) },
  });
  const text = (feeds: readonly AilingFeed[]) =>
    alertText({ kind: 'feeds-ailing', day: '2026-02-01', feeds }, voice('en'));

  test('failing feeds of one bridge are one line of the alert, whatever each of them says', () => {
    const bridged = Array.from({ length: 20 }, (_, n) =>
      failing(`rsshub:/lab${n}/news`, `Lab ${n}`, `timeout ${n % 2}`),
    );
    const shown = text([...bridged, failing('https://stardust.example/feed', 'Stardust', 'the server answered 404')]);
    expect(shown).toContain('Failing: 20 feeds of RSSHub: timeout 0.');
    expect(shown).toContain('Failing: Stardust: the server answered 404.');
    expect(shown).not.toContain('more.');
  });

  test('feeds that fail for one reason are one line of the alert from three on', () => {
    const alike = Array.from({ length: 43 }, (_, n) =>
      failing(`https://a${n}.example/`, `Feed ${n}`, 'too many files'),
    );
    expect(text(alike)).toContain('[43 feeds to check] Feb 1\nFailing: Feed 0 and 42 more: too many files.\n');
    expect(text(alike.slice(0, 2))).toContain('Failing: Feed 1: too many files.');
  });
});

/** The example with every text from outside replaced. */
function withWords(condition: Condition, words: string): Condition {
  const phrase = { 'zh-CN': words, en: words };
  const replace = (key: string, value: unknown) => {
    if (['title', 'name', 'file', 'webhook', 'id'].includes(key)) return words;
    if (['what', 'cause'].includes(key) && value !== undefined && !(value instanceof Object && 'kind' in value)) {
      return phrase;
    }
    return value;
  };
  return JSON.parse(JSON.stringify(condition, replace), (key, value) =>
    ['catchUpUntil', 'runningSince', 'from', 'to', 'storedAt', 'since', 'giveUpAt'].includes(key)
      ? new Date(value)
      : value,
  ) as Condition;
}

describe('foreign text', () => {
  test('words from outside never make an alert longer than 400 bytes, and never cost it its last line', () => {
    const words = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 600 });
    fc.assert(
      fc.property(words, fc.constantFrom(...conditions), fc.constantFrom(...languages), (text, condition, language) => {
        const alert = alertText(withWords(condition, text), voice(language));
        expect(Buffer.byteLength(alert)).toBeLessThanOrEqual(alertBytes);
        expect(alert.split('\n').at(-1)).toMatch(/^(处理：|To do: )/);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  test('words from outside appear in an alert without addresses of machines and without keys', () => {
    const secret = 'see 10.20.30.40:7890 or [fd00:1:2:3::9]:80 at https://robot.example/send?key=0123-abcd now';
    for (const condition of conditions) {
      const text = alertText(withWords(condition, secret), voice('en'));
      expect(text).not.toMatch(/10\.20|fd00|0123/);
    }
  });

  test('words from outside cannot add lines to an alert', () => {
    const condition = conditions.find(({ kind }) => kind === 'thin') as Condition;
    const lines = alertText(condition, voice('zh-CN')).split('\n').length;

    expect(alertText(withWords(condition, 'a\nb\r\nc'), voice('zh-CN')).split('\n')).toHaveLength(lines);
  });
});
