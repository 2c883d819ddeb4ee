import { describe, expect, test } from 'vitest';
import { joinSentences, summarySentences, withoutBoilerplate } from '../../../src/compose/text/summary-text.ts';
import { compileWording } from '../../../src/compose/text/wording.ts';
import { columnsOf } from '../../../src/ground/columns.ts';
import { topics } from '../knowledge.ts';

describe('boilerplate goes', () => {
  test.each([
    [
      'Nova 3 reads a million words. The post Nova 3 is here appeared first on Stardust.',
      'Nova 3 reads a million words.',
    ],
    [
      'Article URL: https://a.example/1 Comments URL: https://news.ycombinator.com/item?id=1 Points: 300 # Comments: 20',
      '',
    ],
    ['submitted by /u/somebody [link] [comments]', ''],
    ['流明发布新模型。点击查看原文', '流明发布新模型。'],
    ['流明发布新模型。欢迎关注我们的微信公众号“星尘”，看更多内容。', '流明发布新模型。'],
    ['流明发布新模型。图源：示例图库', '流明发布新模型。'],
    ['流明发布新模型。训练中心的机房（图源/企业） 上下文有一百万字。', '流明发布新模型。 上下文有一百万字。'],
    ['See https://a.example/1 for more', 'See for more'],
  ])('a summary loses its boilerplate: %s', (summary, left) => {
    expect(withoutBoilerplate(summary)).toBe(left);
  });
});

const cleanSummary = (summary: string, above: string) =>
  joinSentences(summarySentences(summary, above, compileWording(topics.wording)));
const title = '流明发布 Nova 3，开源 70B 权重';

describe('the summary', () => {
  test.each([
    [
      'says what the title does not',
      '流明发布 Nova 3，开源了 70B 权重。新模型的上下文有 100 万字，价格是上一代的三分之一。',
      '新模型的上下文有 100 万字，价格是上一代的三分之一。',
    ],
    ['is empty when nothing is new', '流明发布 Nova 3，开源了 70B 权重。', ''],
    ['does not lean on a sentence that is not there', '它的上下文有 100 万字。该模型由三十人的团队训练。', ''],
    [
      'does not go on with the subject of a sentence that is not there',
      '并在长程任务的测试中超过上一代。目前该功能面向部分地区的订阅用户开放。后续也将提供接口给开发者使用。',
      '',
    ],
    [
      'may lean on its own first sentence',
      '训练用了三千张加速卡和四个月时间。它的上下文有 100 万字。',
      '训练用了三千张加速卡和四个月时间。它的上下文有 100 万字。',
    ],
    [
      'has no agency at its beginning',
      '星尘周报获悉，1月15日，据示例社报道，训练用了三千张加速卡和四个月时间。',
      '训练用了三千张加速卡和四个月时间。',
    ],
    ['has no wire at its end', '训练用了三千张加速卡和四个月时间。（示例财经）', '训练用了三千张加速卡和四个月时间。'],
    [
      'holds whole sentences only',
      '训练用了三千张加速卡和四个月时间。下一步计划是在手机上…',
      '训练用了三千张加速卡和四个月时间。',
    ],
    ['leaves out what the feed cut off', '训练用了三千张加速卡和四个', ''],
    [
      'asks no question',
      '训练到底用了多少张加速卡和多少时间？答案出乎意料。训练用了三千张加速卡和四个月时间。',
      '训练用了三千张加速卡和四个月时间。',
    ],
    [
      'never begins inside a quotation',
      '“先做好一件事。再做第二件事，”创始人在发布会上这样说。训练用了三千张加速卡和四个月时间。',
      '训练用了三千张加速卡和四个月时间。',
    ],
  ])('the summary of an item: %s', (_, summary, expected) => {
    expect(cleanSummary(summary, title)).toBe(expected);
  });

  const news = '训练用了三千张加速卡和四个月时间。';
  test.each([
    '示例之家 1 月 29 日消息，',
    '示例之家1月29日消息：',
    '示例财 示例汇1月31日｜',
    '示例社北京1月31日电（记者 林示例）',
    '示例科技讯 9月14日消息，据国外媒体报道，',
    '2026 年 1 月 29 日，',
    '当地时间周五，',
    '最近，',
    '星尘周报编辑部',
    '记者从示例部获悉，',
    '文｜林示例 编辑｜王示例 ',
    '文丨林示例编辑丨王示例1月29日，',
    '文丨林示例编辑丨王示例当地时间1月29日，',
    '示例元报道 编辑：桃李 好困 【示例元导读】',
    '示例新闻记者 | 林示例 2026年1月23日，',
    '记者 林示例 ',
    'AI图片',
  ])('the summary begins after “%s”', (leadIn) => {
    expect(cleanSummary(`${leadIn}${news}`, title)).toBe(news);
  });

  test('the summary begins after an English dateline', () => {
    const summary = 'SAN FRANCISCO, Jan 29 (Example Wire) - Training took three thousand chips and four months.';
    expect(cleanSummary(summary, title)).toBe('Training took three thousand chips and four months.');
  });

  test.each([
    '马斯克1月29日在法庭上说，训练用了三千张加速卡。',
    '1月29日上午，创始人和一群开发者聊了近一个小时。',
    '2025 年，团队完成了三千张加速卡的采购。',
    '工信部1月29日，公布了三千张加速卡的采购结果。',
    '文化公司的编辑部用了三千张加速卡和四个月时间。',
  ])('the summary keeps a day or a word that is part of the sentence: %s', (summary) => {
    expect(cleanSummary(summary, title)).toBe(summary);
  });

  test.each([
    ['only repeats that there is news', '流明公布了最新消息。'],
    ['says the title again with more words', '流明公司昨日宣布正式发布新一代模型 Nova 3，并且向所有人开源 70B 权重。'],
    ['is about the column', '星尘关注新产品，夜谈栏目试图剥离技术的外衣，探求设计的本源。'],
    ['shouts', '我们终于做到了前人没有做到的事情！'],
    ['greets', '大家好，这里是每天为你带来消息的星尘周报编辑部。'],
    ['is about the article', '本文将介绍如何在自己的电脑上从零开始部署它。'],
    ['is about the author', '我第一次看到它的时候正在家里给孩子做晚饭吃。'],
    ['points at what is not there', '创始人此前从未披露过这些数据和它们的来源。'],
    ['greets in English', 'In this post, we walk through setting it up on your own computer.'],
    ['is about the author in English', "I've been trying it on my own computer since last weekend."],
  ])('the summary skips a sentence that %s, and takes the next good one', (_, sentence) => {
    expect(cleanSummary(sentence, title)).toBe('');
    expect(cleanSummary(`${sentence} ${news}`, title)).toBe(news);
  });

  test('the summary has at most 64 full-width characters, and ends with a whole sentence', () => {
    const sentence = '训练用了三千张加速卡和四个月时间，团队只有三十人。';
    const text = cleanSummary(
      `${sentence}成本约为同类模型的五分之一，推理速度提高到原来的两倍。${'很长的一句话'.repeat(20)}。`,
      title,
    );
    expect(text.startsWith(sentence)).toBe(true);
    expect(columnsOf(text)).toBeLessThanOrEqual(128);
    expect(text.endsWith('。')).toBe(true);
  });

  test('an English summary is split at sentences, not at abbreviations', () => {
    const summary =
      'Lumen Inc. trained it in the U.S. on three thousand chips within four months. It cost a fifth of its rivals.';
    expect(cleanSummary(summary, 'Introducing Nova 3')).toBe(summary);
  });

  test('a sentence ends at an abbreviation when the next one opens like a sentence', () => {
    const summary =
      'Lumen and Stardust agreed to build three new data centers in the U.S. This investment will create many new jobs, advance the leadership of the country in the field and reach every one of its fifty states by 2030.';
    expect(cleanSummary(summary, 'Lumen grows')).toBe(
      'Lumen and Stardust agreed to build three new data centers in the U.S.',
    );
  });

  test('a label behind a bar does not belong to the sentence before it', () => {
    const summary = 'Training took three thousand chips and four months. | Organization: Lumen | Source: Lumen (news)';
    expect(cleanSummary(summary, 'Introducing Nova 3')).toBe('Training took three thousand chips and four months.');
  });

  test('an opening that is too long loses its last clauses', () => {
    const summary =
      'Lumen trained Nova 3 on three thousand chips within four months, bringing the cost of a model of this size down to a fifth of what all of its rivals spend on it.';
    expect(cleanSummary(summary, 'Nova 3')).toBe('Lumen trained Nova 3 on three thousand chips within four months.');
  });

  test('a sentence whose figures are all in the title needs new words, too', () => {
    const above = '流明向星尘投资20亿美元，并重申新车今年投产';
    const again = '流明公司周三表示，将向创始人的公司星尘投资20亿美元。';
    expect(cleanSummary(again, above)).toBe('');
    expect(cleanSummary('两家公司约定在2027年前建成三座数据中心，并共用一支两百人的研究团队。', above)).not.toBe('');
  });

  test('an English sentence may repeat the figures of a name', () => {
    const sentence = 'Nova 2.5 Lite, previously in preview, is now stable and generally available.';
    expect(cleanSummary(sentence, 'Nova 2.5 Lite is ready for scaled production use')).toBe(sentence);
  });

  test('an English sentence may be as long as the description of a web page', () => {
    const sentence =
      'Lumen partners with the federation of teachers to launch a five year initiative that equips 400,000 teachers to lead the use of models in their classrooms.';
    expect(cleanSummary(sentence, 'Working with teachers')).toBe(sentence);
    const long = `${sentence.slice(0, -1)} and in the libraries of their towns.`;
    expect(cleanSummary(long, 'Working')).toBe('');
  });

  test('a longer English sentence opens the summary where no shorter one can', () => {
    const lead =
      'Leading labs, executives and scientists are sending a letter to lawmakers that urges them to improve the tracking of synthetic sequences that could be used for weapons of a new kind.';
    expect(cleanSummary(lead, 'Lumen and Stardust sign a letter')).toBe(lead);
    const short = 'Three hundred people from forty countries signed the letter within a day.';
    expect(cleanSummary(`${lead} ${short}`, 'Lumen and Stardust sign a letter')).toBe(short);
  });

  test.each([
    ['the answer to a question', '大会上最受关注的是什么？毫无悬念的是两位首席科学家之间的那场公开对谈。'],
    ['speech', '“新模型的上下文有 100 万字，价格是上一代的三分之一，”流明的研究员说。'],
    [
      'what the article contains',
      "Our reporters went to the fair in Lisbon and here's what to expect from the new team.",
    ],
    ['the time until now', 'For three years, the story of Lumen has been inseparable from that of Stardust.'],
    ['the attribution of a speech', '今年年初，公司的首席科学家曾经向星尘周报的记者如此强调道。'],
    ['that an event took place', '以“一起出发”为主题的第三届流明开发者大会在里斯本的老港口举行。'],
    ['过去', '过去一年多，流明几乎是这个行业里最受关注的变量之一。'],
    ['the background', '随着智能体在各行各业的普及，攻击者也开始把目光转向了开发者的日常工具。'],
    [
      'the second half of a bracket',
      '(2019), uses learned concepts to form plans that predict the effects of actions.',
    ],
  ])('%s is not a summary', (_, sentence) => {
    const news = '训练用了三千张加速卡和四个月时间。';
    expect(cleanSummary(`${sentence} ${news}`, title)).toBe(news);
  });

  test('a sentence that only sets the scene of an article is not a summary', () => {
    const scene = 'The industry has fully entered an era of programs that do more than write.';
    const news = 'The model of Lumen plans and corrects its steps while it works on a large codebase.';
    const above = 'Nova 3 can run for 30 hours by itself, says Lumen';
    expect(cleanSummary(`${scene} ${news} ${'More of the article follows here. '.repeat(6)}`, above)).toMatch(
      new RegExp(`^${news}`),
    );
    expect(cleanSummary(scene, above)).toBe(scene);
    expect(cleanSummary(`${scene} The rest of the article is cut…`, above)).toBe('');
  });

  test('a sentence of an article that has neither a name nor a number of its own is not a summary, unless its author acts', () => {
    const above = 'Lumen Nova 3, the Open Model for Robots and Delivery Drones, Is Available';
    const more = 'More of the article follows here. '.repeat(8);
    const scene = 'For robots and delivery drones (DDs), the hardest problems are the unusual situations on the road.';
    expect(cleanSummary(`${scene} ${more}`, above)).toBe('');
    const acts = 'We trained robots and drones on the unusual situations that make their work so hard on the road.';
    expect(cleanSummary(`${acts} ${more}`, above).startsWith(acts)).toBe(true);
    const chinese = '大模型行业的估值逻辑正在被一个变量粗暴地重构。';
    const article = '文章的其余部分在这里继续，没有更多的消息。'.repeat(14);
    expect(cleanSummary(`很多人没有注意到变化。${chinese}${article}`, title)).toBe('');
  });

  test('what is announced by its name alone may be named again', () => {
    const sentence = 'Lumen launches the Nova Research Exchange to study jobs, productivity and the economy.';
    expect(cleanSummary(sentence, 'Introducing the Nova Research Exchange')).toBe(sentence);
  });

  test.each([
    '收盘后流明的股价微涨0.1%，报收294.16元，总市值2750亿美元。',
    'Lumen shares rose by 7 percent in Frankfurt after the announcement.',
  ])('a share price is not a summary: %s', (price) => {
    expect(cleanSummary(price, title)).toBe('');
    expect(cleanSummary(`${news}${price}`, title)).toBe(news);
  });

  test('a long Chinese sentence is told up to a clause only where no whole sentence can open', () => {
    const head = '训练用了三千张加速卡和四个月时间，团队只有三十人';
    const long = `${head}，他们此前在星尘的研究院负责过同一条产品线上的三代模型的数据采集和评测工作并且一直住在同一座城市的同一条街上。`;
    expect(cleanSummary(long, title)).toBe(`${head}。`);
    const whole = '新模型的上下文有 100 万字，价格是上一代的三分之一。';
    expect(cleanSummary(`${long}${whole}`, title)).toBe(whole);
  });

  test('a bullet before the first sentence goes', () => {
    expect(cleanSummary('• 训练用了三千张加速卡和四个月时间。', title)).toBe('训练用了三千张加速卡和四个月时间。');
  });

  test('a sentence does not begin with the title above it', () => {
    const above = 'The Nova card';
    expect(cleanSummary('The Nova card: safeguards and the limits of the new agent are explained.', above)).toBe(
      'Safeguards and the limits of the new agent are explained.',
    );
    const joined = 'How the voices were chosen Lumen worked with casting directors to narrow down 400 submissions.';
    expect(cleanSummary(joined, 'How the voices were chosen')).toBe(
      'Lumen worked with casting directors to narrow down 400 submissions.',
    );
    const leaning = 'The Nova card: it explains the safeguards and the limits of the new agent.';
    expect(cleanSummary(leaning, above)).toBe(leaning);
  });

  test('bold type of markdown goes', () => {
    expect(withoutBoilerplate('**Lumen** opened **Nova 3**.')).toBe('Lumen opened Nova 3.');
  });

  test.each([
    ['流明公司发布了 Nova 3，并开源 70B 权重。', '该模型在六项编程测试里拿下了最高分。'],
    ['流明公司发布了 Nova 3，并开源 70B 权重。', '此次更新主要解决了回答过于谨慎的问题，还把错误率降低了 26%。'],
  ])('a sentence may lean on one that says the title again: %s', (again, leaning) => {
    expect(cleanSummary(`${again}${leaning}`, title)).toBe(leaning);
    expect(cleanSummary(`训练中心的员工昨天都没有上班！${leaning}`, title)).toBe('');
    const whole = '训练用了三千张加速卡和四个月时间。';
    expect(cleanSummary(`${again}${leaning}${whole}`, title)).toBe(whole);
    expect(cleanSummary(`${again}对此，六家同行的负责人都表示价格还会降低。`, title)).toBe('');
  });

  test('a sentence that says the title again is a summary if one of its clauses says something else', () => {
    const adds = '流明公司发布了 Nova 3，它的权重可以在没有网络的手机和手表上独立运行。';
    expect(cleanSummary(adds, '流明发布 Nova 3')).toBe(adds);
    expect(cleanSummary(`${adds}${news}`, '流明发布 Nova 3')).toBe(news);
    const english =
      'Lumen opens Nova 3 to students, who can run it on phones, watches and glasses without any network.';
    expect(cleanSummary(english, 'Lumen opens Nova to students')).toBe(english);
  });

  test('the figures of a name do not make a sentence tell the same event', () => {
    const sentence = '流明团队今天推出了 Nova 3.5 大模型，它可以读懂复杂的表格并且自己调用工具。';
    expect(cleanSummary(sentence, '流明推出 Nova 3.5 大模型')).toBe(sentence);
  });

  test('an editor’s line below the title is a summary without a mark at its end if it brings a number or a name', () => {
    const above = '流明的工具省下大笔费用';
    expect(cleanSummary('原本4亿字、61美元的账单，直接降到了12美元', above)).toBe(
      '原本4亿字、61美元的账单，直接降到了12美元。',
    );
    expect(cleanSummary('Lumen adds Nova to its sidebar and to the phones of Stardust', 'A new sidebar')).toBe(
      'Lumen adds Nova to its sidebar and to the phones of Stardust.',
    );
    for (const other of [
      '获得了国际上整个机器人研究共同体的高度认可',
      '包括 Nova、Nova Lite 等',
      'Text of the picture: Lumen Nova and Stardust Claim for students',
      'The card of Nova | Organization: Stardust | Source: Stardust Blog',
    ])
      expect(cleanSummary(other, above)).toBe('');
  });

  test('an English summary does not start with a sentence that needs the one before it', () => {
    expect(cleanSummary('It was trained on three thousand chips within four months.', 'Introducing Nova 3')).toBe('');
  });
});
