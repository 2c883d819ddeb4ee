import { expect, test } from 'vitest';
import { configDifference } from '../../src/config/config-diff.ts';
import type { Feed } from '../../src/model.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { configWith, reminder } from '../worker/worker-world.ts';

const feed = (name: string, change: Partial<Feed> = {}) =>
  sampleFeed(`https://${name}.example/feed`, { name, ...change });

test('the difference of two configurations names changed feeds and a changed hour', () => {
  const before = configWith({
    feeds: [feed('lumen'), feed('nova')],
    digests: [digestSettings({ schedule: '30 8 * * *' })],
  });
  const after = configWith({ feeds: [feed('nova'), feed('stardust'), feed('wire')] });

  expect(configDifference(before, after)).toEqual({
    'zh-CN': '+2 个源，−1，schedule 08:30 → 09:00',
    en: '+2 feeds, −1, schedule 08:30 → 09:00',
  });
});

test.each([
  ['one new feed', {}, { feeds: [feed('lumen')] }, '+1 feed'],
  ['an edited feed', { feeds: [feed('lumen')] }, { feeds: [feed('lumen', { weight: 3 })] }, '~1 feed'],
  ['a disabled feed', { feeds: [feed('lumen')] }, { feeds: [feed('lumen', { enabled: false })] }, '−1 feed'],
  [
    'a disabled feed that is removed, which the page must not list any more',
    { feeds: [feed('lumen'), feed('nova', { enabled: false })] },
    { feeds: [feed('lumen')] },
    'disabled feeds changed',
  ],
  [
    'a schedule that is no hour',
    {},
    { digests: [digestSettings({ schedule: '0 9 * * 1-5' })] },
    'schedule 09:00 → "0 9 * * 1-5"',
  ],
  ['a duration', {}, { digests: [digestSettings({ catchUpMs: 10_800_000 })] }, 'catchUp 6h → 3h'],
  ['a limit that is taken away', {}, { digests: [digestSettings({ maxMessages: undefined })] }, 'maxMessages changed'],
  ['a list', {}, { digests: [digestSettings({ webhooks: ['A', 'B'] })] }, 'webhooks changed'],
  ['a second digest', {}, { digests: [digestSettings(), digestSettings({ id: 'evening' })] }, '+digest evening'],
  ['a reminder less', { reminders: [reminder()] }, {}, '−reminder weekly-report'],
  ['a new calibration', { embeddingScale: { at: 0.5, slope: 9 } }, {}, 'embeddings.json changed'],
  ['the calendar', {}, { calendar: { daysOff: ['2027-01-01'], workdays: [] } }, 'calendar changed'],
] as const)('the difference of two configurations is described: %s', (_case, before, after, expected) => {
  expect(configDifference(configWith(before), configWith(after))?.en).toBe(expected);
});

test('the difference of two configurations names the digest of a setting where there are several', () => {
  const two = [digestSettings(), digestSettings({ id: 'evening' })];
  const edited = [digestSettings(), digestSettings({ id: 'evening', maxStories: 8 })];

  expect(configDifference(configWith({ digests: two }), configWith({ digests: edited }))?.en).toBe(
    'evening maxStories 15 → 8',
  );
});

test('the same configuration read twice has no differences', () => {
  expect(
    configDifference(configWith({ feeds: [feed('lumen')] }), configWith({ feeds: [feed('lumen')] })),
  ).toBeUndefined();
});
