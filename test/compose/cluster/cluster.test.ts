import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterItems } from '../../../src/compose/cluster/cluster.ts';
import { pairOf } from '../../../src/compose/cluster/hearing.ts';
import type { Candidate } from '../../../src/compose/judge/filter.ts';
import type { EventVerdict, Item, Told } from '../../../src/model.ts';
import { sampleCandidate } from '../../support/sample-candidate.ts';
import { feeds, makeItem, makeSettings } from '../invented.ts';
import { aliases } from '../knowledge.ts';

const settings = makeSettings();
const at = (iso: string) => new Date(`2026-01-${iso}:00Z`);

function candidate(title: string, fields: Partial<Item> = {}): Candidate {
  return sampleCandidate(makeItem(feeds.wire, title, fields), feeds.wire);
}

function cluster(candidates: readonly Candidate[], told: readonly Told[] = []) {
  const { clusters, dropped } = clusterItems(candidates, { aliases, told, settings });
  return { stories: clusters.map(({ members }) => members.map(({ item }) => item.title)), clusters, dropped };
}

describe('one event', () => {
  test('one event is one story in two languages, by names and sums', () => {
    const titles = ['Waymo raises $3 billion from Sequoia', 'Waymo 获红杉资本 30 亿美元投资'];
    const { stories } = cluster(titles.map((title) => candidate(title)));
    expect(stories.map((story) => story.toSorted())).toEqual([titles.toSorted()]);
  });

  test('two posts of a company about itself are two stories, however alike their titles are', () => {
    const posts = (host: string) =>
      ['Sablefin Studio adds shared canvases', 'Introducing shortcuts in Sablefin Studio'].map((title, index) =>
        candidate(title, { url: `https://${host}/posts/${index}`, canonicalUrl: `https://${host}/posts/${index}` }),
      );
    expect(cluster(posts('wire.example')).stories).toHaveLength(1);
    expect(cluster(posts('sablefin.example')).stories).toHaveLength(2);
  });

  test('one event is one story where one of many copies tells in its summary what another report says', () => {
    const copies = Array.from({ length: 7 }, (_, index) =>
      candidate('Sablefin opens chip lab in Tarn', {
        url: `https://wire.example/copy/${index}`,
        summary: index === 3 ? 'OpenAI and Nvidia will design processors there.' : '',
      }),
    );
    const other = candidate('OpenAI、英伟达将与 Sablefin 联合设计芯片');
    expect(cluster([...copies, other]).stories).toHaveLength(1);
    expect(cluster([...copies.filter(({ item }) => item.summary === ''), other]).stories).toHaveLength(2);
  });

  test('one event is one story at one address whatever its title became', () => {
    const url = 'https://wire.example/1';
    expect(cluster([candidate('流明发布 Nova 3', { url }), candidate('全新的开始', { url })]).stories).toHaveLength(1);
  });

  test('one event is one story where a feed retitles a page under another guid', () => {
    const url = 'https://wire.example/1';
    const titles = ['流明发布 Nova 3', '[Sponsor] 流明发布 Nova 3'];
    const items = titles.map((title, at) => candidate(title, { url, entryId: `${at}` }));
    expect(cluster(items).stories).toHaveLength(1);
  });

  test('two entries of a feed that share nothing but the page are two events', () => {
    const url = 'https://wire.example/updates';
    const items = ['谷歌发布 Gemini 4', 'Mistral 完成新一轮融资'].map((title, at) =>
      candidate(title, { url, entryId: `${at}` }),
    );
    expect(cluster(items).stories).toHaveLength(2);
    const before = told('谷歌发布 Gemini 4', {
      items: [{ title: '谷歌发布 Gemini 4', summary: '', canonicalUrl: url, date: at('12T20:00') }],
    });
    expect(cluster(items.slice(1), [before]).stories).toEqual([['Mistral 完成新一轮融资']]);
  });

  test('one event is one story where one of two titles says much more that nobody else says', () => {
    const titles = [
      'Meta builds tools to detect ads that secretly lead to fraud',
      'Meta builds tools to find ads that secretly lead users to PFGM, and deleted 33.2M forged vouchers in H1 2026 (Ottoline Brackwater/Tarn Gazette)',
    ];
    expect(cluster(titles.map((title) => candidate(title))).stories).toHaveLength(1);
  });

  test('one event ends after three days', () => {
    const titles = ['10T08:00', '14T08:00'].map((date) =>
      candidate('英伟达市值创新高', { date: at(date), url: `https://a.example/${date}` }),
    );
    expect(cluster(titles).stories).toHaveLength(2);
  });
});

test('one event may have prices in two currencies, and several sums', () => {
  const prices = ['Apple launches iPhone 18e at $599', '苹果发布 iPhone 18e，4599 元起'];
  expect(cluster(prices.map((title) => candidate(title))).stories).toHaveLength(1);
  const results = [
    '博通营收 193 亿美元，预计明年 AI 芯片收入超 1000 亿美元',
    'Broadcom revenue hits $19.3 billion on AI chips',
  ];
  expect(cluster(results.map((title) => candidate(title))).stories).toHaveLength(1);
});

test('a subject before a colon may be written in two scripts', () => {
  const titles = ['英伟达：Rubin 芯片第三季度量产', 'Nvidia：Rubin 芯片第三季度量产，供应充足'];
  expect(cluster(titles.map((title) => candidate(title))).stories).toHaveLength(1);
});

test('two things that a person says in one interview are two stories', () => {
  const titles = ['Satya Nadella says Microsoft loves Copilot', 'Satya Nadella says Microsoft needs AMD'];
  expect(cluster(titles.map((title) => candidate(title))).stories).toHaveLength(2);
});

test('two answers that quote a person are not similar for that reason', () => {
  const titles = [
    'Nvidia CEO pushes back against report that its OpenAI deal has stalled',
    "Microsoft won't stop buying Nvidia chips, Satya Nadella says",
  ];
  expect(cluster(titles.map((title) => candidate(title))).stories).toHaveLength(2);
});

test('a page and its translation are one story, whatever one of them seems to answer', () => {
  const url = 'https://lumen.example/open-responses';
  const titles = ['Open Responses: what you need to know', '开放式回应：您需要了解什么'];
  const items = titles.map((title, index) => candidate(title, { url, feedUrl: `https://feeds.example/${index}` }));
  expect(cluster(items).stories).toHaveLength(1);
});

test('an amount in another order of magnitude is not another amount', () => {
  const titles = ['英伟达与 OpenAI 百亿美元巨额合作协议搁置', '英伟达与 OpenAI 千亿美元合作协议搁置'];
  expect(cluster(titles.map((title) => candidate(title))).stories).toHaveLength(1);
});

test('one fall of a market value has a sum for every hour', () => {
  const fall = ['Meta 市值一度蒸发 2570 亿美元，创四年最大跌幅', 'Meta 盘中暴跌 12%，市值蒸发 3300 亿美元，为何？'];
  expect(cluster(fall.map((title) => candidate(title))).stories).toHaveLength(1);
  const [deal, other] = ['Meta 收购 Manus，作价 2570 亿美元', 'Meta 收购 Manus，作价 3300 亿美元'];
  expect(cluster([candidate(deal ?? ''), candidate(other ?? '')]).stories).toHaveLength(2);
});

test('a title that is only a name joins the story about it', () => {
  const article = '十万个智能体涌入 Chenghaibook，人类只能围观';
  expect(cluster([candidate('Chenghaibook'), candidate(article)]).stories).toHaveLength(1);
});

test('two kinds of event of one company are two stories', () => {
  const titles = ['Waymo robotaxi hits child in Tokyo', 'Waymo robotaxi funding in Tokyo'];
  expect(cluster(titles.map((title) => candidate(title))).stories).toHaveLength(2);
});

test('parts of a series are distinguished by the number in their addresses', () => {
  const titles = ['开源生态一年回顾：架构的选择', '开源生态一年回顾：架构选择之后'];
  const parts = titles.map((title, index) =>
    candidate(title, { url: `https://lumen.example/open-source-year${['', '-2'][index]}` }),
  );
  expect(cluster(parts).stories).toHaveLength(2);
});

describe('a summary', () => {
  const titles = [
    'Oracle layoffs to fund Stargate data centers in Texas',
    '甲骨文酝酿大裁员，数千名员工人心惶惶，工会发声',
  ] as const;
  const summary = '甲骨文计划裁员，为“星际之门”数据中心筹资。';

  test('a summary decides what the titles leave open', () => {
    expect(cluster([candidate(titles[0]), candidate(titles[1])]).stories).toHaveLength(2);
    expect(cluster([candidate(titles[0]), candidate(titles[1], { summary })]).stories).toHaveLength(1);
  });

  test('a summary does not overrule what the titles distinguish', () => {
    const sums = ['Mistral raises $1 billion', 'Mistral 融资 20 亿美元'];
    const background = { summary: 'Mistral 此前融资 10 亿美元，现在又融资 20 亿美元。' };
    expect(cluster([candidate(sums[0] ?? ''), candidate(sums[1] ?? '', background)]).stories).toHaveLength(2);
  });

  test('a summary of a comment on an event is not a report of the event', () => {
    const stories = cluster([
      candidate('OpenAI 与甲骨文的 500 亿美元合作破裂', { date: at('12T08:00') }),
      candidate('奥特曼称将继续与甲骨文合作', {
        date: at('12T11:00'),
        summary: 'OpenAI CEO 奥特曼说，公司将继续合作。有报道称 OpenAI 与甲骨文的 500 亿美元合作破裂。',
      }),
    ]).stories;
    expect(stories).toHaveLength(2);
  });
});

test('an answer to an event is one story with the event as its background', () => {
  const { clusters } = cluster([
    candidate('OpenAI 与甲骨文的 500 亿美元合作破裂', { date: at('12T00:00') }),
    candidate('OpenAI’s $50B Oracle deal collapses', { date: at('11T23:00') }),
    candidate('OpenAI’s $50B Oracle deal collapses', { date: at('11T23:00'), feedUrl: feeds.forum.url }),
    candidate('Sam Altman pushes back on report that OpenAI’s $50B Oracle deal collapsed', { date: at('12T08:00') }),
    candidate('奥特曼称 OpenAI 与甲骨文的合作没有破裂', { date: at('12T11:00') }),
  ]);
  expect(clusters.map(({ members, background }) => [members.length, background?.title])).toEqual([
    [2, 'OpenAI 与甲骨文的 500 亿美元合作破裂'],
  ]);
});

test('the background stands in the digest’s language', () => {
  const items = [
    candidate('OpenAI’s $50B Oracle deal collapses', { date: at('12T00:00') }),
    candidate('OpenAI 与甲骨文的 500 亿美元合作破裂', { date: at('12T00:00') }),
    candidate('Sam Altman pushes back on report that OpenAI’s $50B Oracle deal collapsed', { date: at('12T08:00') }),
  ];
  const background = (language: 'zh-CN' | 'en') =>
    clusterItems(items, { aliases, told: [], settings: makeSettings({ language }) }).clusters[0]?.background?.title;
  expect(background('zh-CN')).toBe('OpenAI 与甲骨文的 500 亿美元合作破裂');
  expect(background('en')).toBe('OpenAI’s $50B Oracle deal collapses');
});

test('the background of a sent story does not come back as news', () => {
  const answer = told('Sam Altman pushes back on report that OpenAI’s $50B Oracle deal collapsed');
  const event = candidate('OpenAI 与甲骨文的 500 亿美元合作破裂', { date: at('12T10:00') });
  const { stories, dropped } = cluster([event], [answer]);
  expect(stories).toEqual([]);
  expect(dropped).toMatchObject([{ rule: 'told', title: 'OpenAI 与甲骨文的 500 亿美元合作破裂' }]);
});

describe('what a language model calls a next step', () => {
  const [first, second] = ['Lumen opens an office in Tokyo', 'Lumen begins hiring in Tokyo'];
  const later = candidate(second, { date: at('13T08:00') });
  const verdicts = (verdict: EventVerdict) => new Map([[pairOf(first, second), verdict]]);

  test('a next step by the model’s verdict names the told story as its background', () => {
    const backgroundAfter = (verdict: EventVerdict) =>
      clusterItems([later], { aliases, told: [told(first)], settings, verdicts: verdicts(verdict) }).clusters.map(
        ({ background }) => background?.title,
      );
    expect(backgroundAfter('next')).toEqual([first]);
    expect(backgroundAfter('different'), 'the rules take it for the told one').toEqual([]);
  });

  test('a next step by the model’s verdict has the earlier event of the edition as its background', () => {
    const { clusters, dropped } = clusterItems([candidate(first, { date: at('12T01:00') }), later], {
      aliases,
      told: [],
      settings,
      verdicts: verdicts('next'),
    });
    expect(clusters.map(({ members, background }) => [members[0]?.item.title, background?.title])).toEqual([
      [second, first],
    ]);
    expect(dropped).toMatchObject([{ rule: 'merged', title: first }]);
  });

  test('a verdict of a next step is ignored for two headlines without a common name', () => {
    const other = 'Halcyon closes a factory in Oslo';
    const { clusters } = clusterItems(
      [candidate(first, { date: at('12T01:00') }), candidate(other, { date: at('12T10:00') })],
      {
        aliases,
        told: [],
        settings,
        verdicts: new Map([[pairOf(first, other), 'next']]),
      },
    );
    expect(clusters.map(({ background }) => background)).toEqual([undefined, undefined]);
  });
});

describe('two events', () => {
  test.each([
    ['version', 'Introducing Claude Opus 8', 'Introducing Claude Opus 8.1'],
    ['family', 'Introducing Claude Opus 8', 'Introducing Claude Sonnet 8'],
    ['an unlisted model’s number', '流明发布 Nova 3', '流明发布 Nova 4'],
    ['an unlisted model’s smaller edition', 'Lumen releases Nova 3', 'Nova 3 mini runs on a phone'],
    ['release number', 'vLLM v0.19.1', 'vLLM v0.19.2'],
    ['model size', '流明开源 8B 模型', '流明开源 70B 模型'],
    ['sum', 'Mistral raises $1 billion', 'Mistral raises $2 billion'],
    ['quarter', '英伟达第一季度财报超预期', '英伟达第二季度财报超预期'],
    ['issue', 'Model notes, issue #312', 'Model notes, issue #313'],
    ['product', '流明推出 Nova Policy', '流明推出 Nova Reason'],
    [
      'product in English',
      'Lumen opens Nova Policy to developers worldwide, free',
      'Lumen opens Nova Reason to developers worldwide, free',
    ],
    ['a version after a typographic hyphen', 'Introducing GPT‑9.1', 'Introducing GPT-9.2'],
    ['outcome', '澄海科技完成收购回声', '澄海科技放弃收购回声'],
    ['a plan that failed', '澄海科技计划收购回声', '澄海科技放弃收购回声'],
    ['direction', '流明股价大涨 9%', '流明股价大跌 9%'],
    ['answer', '澄海科技收购回声', '澄海科技否认收购回声'],
    ['subject', '澄海科技：预计 2025 年净利润同比增长 51%', '拾光股份：预计 2025 年净利润同比增长 51%'],
    ['one common sum', '澄海科技：预计 2025 年净利润 3500 万元', 'Lumina raises $35M to make shopping fun'],
    ['one common sum in English', 'Northwood secures a $100M Series B', 'Rwanda seeks £100m over asylum deal'],
    ['one common word', 'How agents help teachers', 'Agents that trade shares'],
    ['company', 'Apple sued over training data', 'OpenAI sued over training data'],
  ])('two events differ by %s', (_what, one, other) => {
    expect(cluster([candidate(one), candidate(other)]).stories).toHaveLength(2);
  });

  test('two events are not joined through a third', () => {
    const titles = ['微软收购芯片公司', '微软收购芯片公司，Meta 关闭伦敦办公室', 'Meta 关闭伦敦办公室'];
    const stories = cluster(titles.map((title) => candidate(title))).stories;
    expect(stories.some((story) => story.includes(titles[0] ?? '') && story.includes(titles[2] ?? ''))).toBe(false);
  });

  test('reports whose numbers contradict each other stay apart, whatever both share with a third', () => {
    const [first, thirty, forty] = ['', ' 30 亿美元', ' 40 亿美元'].map(
      (sum) => `红杉资本投资流明科技机器人业务${sum}`,
    );
    const { stories } = cluster([first, thirty, forty].map((title) => candidate(title ?? '')));
    expect(stories).toHaveLength(2);
    expect(stories.some((story) => story.includes(thirty ?? '') && story.includes(forty ?? ''))).toBe(false);
  });
});

const told = (title: string, fields: Partial<Told> = {}): Told => {
  const url = `https://told.example/${title}`;
  return {
    storyId: url,
    slot: '2026-01-13T09:00',
    toldAt: at('13T01:00'),
    title,
    url,
    items: [{ title, summary: '', canonicalUrl: url, date: at('12T20:00') }],
    ...fields,
  };
};

describe('what was told', () => {
  const plan = told('Waymo 拟募资 160 亿美元');

  test('a told story does not come back under another address and title', () => {
    const { stories, dropped } = cluster([candidate('Waymo 据悉拟募资 160 亿美元', { date: at('14T08:00') })], [plan]);
    expect(stories).toEqual([]);
    expect(dropped).toMatchObject([{ rule: 'told', why: '2026-01-13 说过：Waymo 拟募资 160 亿美元' }]);
  });

  test('an item with the very title that was told is dropped with the day only', () => {
    const { dropped } = cluster([candidate(plan.title, { date: at('14T08:00') })], [plan]);
    expect(dropped).toMatchObject([{ rule: 'told', why: '2026-01-13 说过' }]);
  });

  test('a told story does not come back in another language when names and kind of event agree', () => {
    const round = told('Lumen raises a new round led by Sequoia');
    expect(cluster([candidate('红杉领投流明新一轮融资', { date: at('14T08:00') })], [round]).stories).toEqual([]);
  });

  test('a told story does not come back at its own address under a new title', () => {
    expect(cluster([candidate('全新的开始', { url: plan.url })], [plan]).stories).toEqual([]);
  });

  test('a company that told one piece of news may tell another the day after', () => {
    const url = 'https://sablefin.example/posts/1';
    const post = {
      url,
      items: [{ title: 'Sablefin Studio adds shared canvases', summary: '', canonicalUrl: url, date: at('12T20:00') }],
    };
    const next = (host: string) =>
      candidate('Introducing shortcuts in Sablefin Studio', { url: `https://${host}/posts/2`, date: at('13T08:00') });
    const before = [told('Sablefin Studio adds shared canvases', post)];
    expect(cluster([next('sablefin.example')], before).stories).toHaveLength(1);
  });

  test('a told story comes back as an update when a plan was carried out', () => {
    const { clusters } = cluster([candidate('Waymo 完成 160 亿美元募资', { date: at('14T08:00') })], [plan]);
    expect(clusters[0]?.update).toEqual({ title: plan.title, url: plan.url });
  });

  test('a told story comes back as an update with another sum', () => {
    const { clusters } = cluster([candidate('Waymo 拟募资 200 亿美元', { date: at('14T08:00') })], [plan]);
    expect(clusters[0]?.update?.title).toBe(plan.title);
  });

  test('a report older than the told edition is not an update', () => {
    expect(cluster([candidate('Waymo 完成 160 亿美元募资', { date: at('13T00:00') })], [plan]).stories).toEqual([]);
  });

  test('a told story does not hide what the same people say next', () => {
    const talks = told('英伟达、微软、亚马逊正就向 OpenAI 投资展开谈判');
    const word = candidate('黄仁勋称对 OpenAI 投资可能是英伟达最大一笔', { date: at('14T08:00') });
    expect(cluster([word], [talks]).stories).toHaveLength(1);
  });

  test('a told story is not updated by what somebody else does', () => {
    const funding = told('OpenAI 正洽谈融资 1000 亿美元');
    const { clusters } = cluster(
      [candidate('英伟达与 OpenAI 千亿美元合作陷入停滞', { date: at('14T08:00') })],
      [funding],
    );
    expect(clusters.map(({ update }) => update)).toEqual([undefined]);
  });

  test('a told story does not hide another event of the same company', () => {
    const { stories } = cluster([candidate('Waymo 在东京召回 2000 辆汽车', { date: at('14T08:00') })], [plan]);
    expect(stories).toHaveLength(1);
  });
});

test('a sent story that turned into its opposite comes back as an update', () => {
  for (const [before, now] of [
    ['澄海科技将投资回声 30 亿美元', '澄海科技搁置对回声的 30 亿美元投资'],
    ['Waymo 股价大涨', 'Waymo 股价大跌'],
  ] as const) {
    const { clusters } = cluster([candidate(now, { date: at('14T08:00') })], [told(before)]);
    expect(
      clusters.map(({ update, background }) => (update ?? background)?.title),
      now,
    ).toEqual([before]);
  }
});

describe('days after an event was told', () => {
  const before = told('Kimi 发布新模型 K2.5，会看图');

  test('a late copy of a told story does not come back days later', () => {
    expect(cluster([candidate('Kimi 新模型 K2.5 发布：会看图', { date: at('17T08:00') })], [before]).stories).toEqual(
      [],
    );
  });

  test('a report that names something new is a story days after the event was told', () => {
    const now = 'OpenClaw 把 Kimi K2.5 作为主力模型，用户一夜翻倍';
    expect(cluster([candidate(now, { date: at('17T08:00') })], [before]).stories).toEqual([[now]]);
  });
});

describe('a follow-up', () => {
  const event = candidate('英伟达与 OpenAI 千亿美元合作陷入停滞', { date: at('14T01:00') });
  const answer = candidate('英伟达回应与 OpenAI 千亿美元合作陷入停滞：不实', { date: at('14T12:00') });

  test('a follow-up takes its event into its own entry', () => {
    const { clusters, dropped } = cluster([event, answer]);
    expect(clusters.map(({ background }) => background?.title)).toEqual([event.item.title]);
    expect(dropped.map(({ rule, title }) => [rule, title])).toEqual([['merged', event.item.title]]);
  });

  test('a follow-up names the event that was told', () => {
    const before = told(event.item.title, { items: [{ ...event.item, canonicalUrl: 'https://told.example/1' }] });
    expect(cluster([answer], [before]).clusters[0]?.background?.title).toBe(event.item.title);
  });
});

describe('a page that readers cannot open', () => {
  const closed = { rule: 'search-page', why: { 'zh-CN': '链接是搜索页，不是文章', en: 'search page' } } as const;
  const shut = { ...candidate('Waymo 在东京开放服务', { url: 'https://a.example/s' }), closed };

  test('a page that readers cannot open is dropped when it is alone', () => {
    expect(cluster([shut]).dropped).toMatchObject([{ rule: 'search-page', why: '链接是搜索页，不是文章' }]);
  });

  test('a page that readers cannot open joins a story with another report', () => {
    expect(cluster([shut, candidate('Waymo 在东京开放服务', { url: 'https://b.example/o' })]).stories[0]).toHaveLength(
      2,
    );
  });
});

test('clusters do not depend on the order of items', () => {
  const titles = [
    'Waymo opens its service in Tokyo',
    'Waymo 在东京开放自动驾驶服务',
    'Waymo 东京开放服务',
    'Mistral raises $1 billion',
    'Mistral 融资 10 亿美元',
    'Mistral raises $2 billion',
    'Meta 裁员 3500 人',
    'Meta cuts 3,500 jobs',
    '英伟达与 OpenAI 千亿美元合作陷入停滞',
    '英伟达回应与 OpenAI 千亿美元合作停滞：不实',
  ];
  const candidates = titles.map((title, index) => candidate(title, { date: at(`14T0${index % 8}:00`) }));
  const before = [told('Meta 计划裁员 3500 人'), told('Mistral 据悉融资 10 亿美元')];
  const expected = cluster(candidates, before);
  fc.assert(
    fc.property(fc.shuffledSubarray(candidates, { minLength: candidates.length }), (shuffled) => {
      expect(cluster(shuffled, before.toReversed())).toEqual(expected);
    }),
    { seed: 20260115, numRuns: 100 },
  );
});
