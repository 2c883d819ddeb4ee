import { dayMs, hourMs } from '../../src/ground/durations.ts';
import type { DigestSettings } from '../../src/model.ts';

/** The settings of a digest with the defaults of feeds.yaml. */
export function digestSettings(changes: Partial<DigestSettings> = {}): DigestSettings {
  return {
    id: 'daily',
    title: 'AI 新闻日报',
    schedule: '0 9 * * *',
    timezone: 'Asia/Shanghai',
    days: 'everyday',
    webhooks: ['WECOM_WEBHOOK_URL'],
    format: 'markdown',
    language: 'zh-CN',
    ai: { headlines: true, summaries: true, judge: true },
    feeds: { topics: [], tags: [] },
    maxStories: 15,
    maxPerFeed: 3,
    floor: 2,
    floorRise: 1.1,
    maxPapers: 3,
    maxPerVendor: 1,
    maxMessages: 1,
    maxAgeMs: 2 * dayMs,
    catchUpMs: 6 * hourMs,
    giveUpMs: dayMs,
    whenEmpty: 'note',
    holdMs: 0,
    link: undefined,
    include: [],
    exclude: [],
    boost: [],
    mute: [],
    sections: [],
    ...changes,
  };
}
