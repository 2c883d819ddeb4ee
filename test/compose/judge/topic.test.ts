import { describe, expect, test } from 'vitest';
import { createClosedRules, createKindRules } from '../../../src/compose/judge/kind.ts';
import { createTopicGate } from '../../../src/compose/judge/topic.ts';
import { aliases, topics } from '../knowledge.ts';

const gate = createTopicGate(topics, aliases);
const kindOf = createKindRules(topics);
const closed = createClosedRules(topics);
const article = (title: string, fields: { summary?: string; url?: string } = {}) => ({
  title,
  summary: '',
  url: 'https://general.example/1',
  ...fields,
});

describe('the topic', () => {
  test.each([
    ['AI 公司融资', ''],
    ['Startup trains a 9B language model', ''],
    ['Qwen9开源', ''],
    ['ＡＩ 将改变医疗', ''],
    ['醫院試用語言模型', ''],
    ['Gemini comes to Google Maps', ''],
    ['Acme buys Q.ai', ''],
    ['写代码的新工具', '一个大模型编程助手。'],
    ['新工具', `它用大模型写代码，${'也能读懂项目、改错、补测试。'.repeat(6)}背后是智能体。`],
  ])('the topic of %s is AI', (title, summary) => {
    expect(['title', 'summary']).toContain(gate({ title, summary }));
  });

  test.each([
    ['She said the air was clean', ''],
    ['A Claude Monet painting is sold', ''],
    ['FBI agents search an office', 'Two agents took documents.'],
    ['Gemini horoscope for March', ''],
    ['[AI 导航] 一个视频下载站', ''],
    ['手机销量公布', `新机支持 AI 修图，${'屏幕更亮，电池更大，价格不变。'.repeat(6)}`],
    ['手机降价/油价下调/AI 展会开幕', ''],
    ['黄金大跌', `AI图片 ${'金价下跌。'.repeat(20)}图片由AI生成`],
  ])('the topic of %s is something else', (title, summary) => {
    expect(['mention', 'no']).toContain(gate({ title, summary }));
  });
});

describe('the kind, by rule alone', () => {
  test.each([
    ['晚报｜甲；乙；丙', 'roundup'],
    ['某事之后｜宏观晚6点', 'roundup'],
    ['Weekly digest of models', 'roundup'],
    ['[推广] 接口充值', 'promo'],
    ['深度课程｜直播预告', 'promo'],
    ['Only 3 days left: save on your summit ticket', 'promo'],
  ])('the rules give %s the kind %s', (title, rule) => {
    expect(kindOf(article(title))).toBe(rule);
  });

  test.each([
    '某公司日报称营收大增',
    'Anthropic, Google and Amazon expand their deal',
    'Quantum roundup machines reach farms',
    '英伟达、微软、亚马逊洽谈投资',
    'The last chance to regulate AI',
  ])('the rules take %s for an article', (title) => {
    expect(kindOf(article(title))).toBe('news');
  });

  test('the rules recognise a search page by its address and a members’ page by its closing words', () => {
    const search = article('某文', { url: 'https://weixin.sogou.com/weixin?type=2&query=abc' });
    expect(closed(search)?.rule).toBe('search-page');
    const members = article('某文', { summary: `${'正文。'.repeat(200)}本文为会员文章，订阅后可阅读全文。` });
    expect(closed(members)?.rule).toBe('members-only');
    expect(closed(article('某文'))).toBeUndefined();
  });
});
