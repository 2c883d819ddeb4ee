import { describe, expect, test } from 'vitest';
import { certain, compare, mostPoints, never, sameEvent, withWeights } from '../../../src/compose/cluster/compare.ts';
import { likenessWeights } from '../../../src/compose/cluster/likeness-weights.ts';
import { rarityAmong } from '../../../src/compose/cluster/rarity.ts';
import { createSignatureReader } from '../../../src/compose/cluster/signature.ts';
import { weigh } from '../../../src/compose/cluster/weighted-signature.ts';
import { aliases } from '../knowledge.ts';

const reader = createSignatureReader(aliases);

function pointsOf(one: string, other: string): number {
  const [a, b] = weighed([[one], [other]]);
  return a === undefined || b === undefined ? Number.NaN : compare(a, b, 1);
}

/** Title, summary and address of each report. */
function weighed(reports: readonly (readonly [title: string, summary?: string, url?: string])[]) {
  const signatures = reports.map((report) => reader.read(...report));
  const rarity = rarityAmong(signatures);
  return signatures.map((signature) => weigh(signature, rarity));
}

describe('the likeness of two headlines', () => {
  test('the likeness of two headlines uses other weights only inside withWeights', () => {
    const points = () => pointsOf('Lumen Robotics opens a plant in Texas', 'Lumen Robotics builds a plant in Ohio');
    const shipped = points();
    expect(withWeights({ ...likenessWeights, start: likenessWeights.start - 2 }, points)).toBeCloseTo(shipped - 2);
    expect(points()).toBe(shipped);
  });

  test('the likeness of two headlines counts translated words where only a name is shared', () => {
    const english = 'Lumen satellites photograph glaciers in Greenland';
    const same = pointsOf(english, 'Lumen的卫星拍摄冰川照片');
    const other = pointsOf(english, 'Lumen的厨师设计早餐菜单');
    expect(same).toBeGreaterThan(other + 2);
    expect(same).toBe(pointsOf('Lumen的卫星拍摄冰川照片', english));
  });

  test('the likeness of two headlines counts translated words also where English writes them with a capital', () => {
    const chinese = 'Lumen的卫星拍摄冰川照片';
    const capitals = pointsOf('Lumen opens its large online archive of Glaciers and Photographs', chinese);
    const others = pointsOf('Lumen opens its large online archive of Breakfasts and Cooks', chinese);
    expect(capitals).toBeGreaterThan(others + 1);
  });

  test.each([
    ['月桥推出面向开发者的编程助手', 'GitHub launches coding assistant for developers'],
    ['远山智能开源语音大模型', 'Meta open-sources a speech model'],
    ['北极星发布图像生成模型', 'Stability AI releases image generation model'],
  ])('%s is not the story "%s", which names a known company', (chinese, english) => {
    expect(pointsOf(chinese, english)).toBeLessThan(sameEvent);
  });

  test('a company makes one story of two headlines, whether both languages write it alike or not', () => {
    expect(
      pointsOf('GitHub 推出面向开发者的编程助手', 'GitHub launches coding assistant for developers'),
    ).toBeGreaterThan(sameEvent);
    expect(pointsOf('谷歌发布图像生成模型', 'Google releases image generation model')).toBeGreaterThan(sameEvent);
  });

  test('a court that dismisses a lawsuit does not reply to it, as a company does that dismisses a claim', () => {
    const ruling = 'Judge dismisses Lumen Robotics lawsuit against OpenAI';
    expect(pointsOf(ruling, '法官驳回 Lumen Robotics 对 OpenAI 的诉讼')).toBeGreaterThan(sameEvent);
    expect(pointsOf('Appeals court hears Lumen Robotics lawsuit', 'Court hears Lumen Robotics lawsuit')).not.toBe(
      never,
    );
    expect(pointsOf('OpenAI dismisses claim of leak at Lumen Robotics', 'Leak at Lumen Robotics, claims OpenAI')).toBe(
      never,
    );
  });

  test('revenue in one report and profit in the other may be one event; two different revenues are not', () => {
    const revenue = 'Lumen Robotics revenue was $16 billion in 2026';
    expect(pointsOf(revenue, 'Lumen Robotics 2026年净利润80亿美元')).not.toBe(never);
    expect(pointsOf(revenue, 'Lumen Robotics 2026年营收120亿美元')).toBe(never);
    expect(pointsOf(revenue, 'Lumen Robotics 2026年从OpenAI获得利润80亿美元')).toBe(never);
  });

  test('two titles about parts of one product are one event if one of them names both parts', () => {
    const merged = 'Claude Quill and Claude Ledger are now merged into one single desktop app';
    expect(pointsOf(merged, 'Claude Ledger moves into one single desktop app with the chat')).not.toBe(never);
    const quill = 'Claude Quill is now sold as a single desktop app';
    expect(pointsOf(quill, 'Claude Ledger is now sold as a single desktop app')).toBe(never);
  });

  test('a valuation in both titles makes a funding round and a listing one event', () => {
    const round = 'Sablefin Robotics in talks to raise funds at $120 billion valuation';
    const listing = 'Sablefin Robotics plans IPO for next year at $120 billion valuation';
    expect(pointsOf(round, listing)).toBeGreaterThan(sameEvent);
    expect(pointsOf('Sablefin Robotics plans to raise funds', 'Sablefin Robotics plans IPO')).toBeLessThan(0);
  });

  test('“how much” and “how many” do not make a guide', () => {
    const statement = pointsOf('Sablefin Store apps are written by AI', 'Much of Sablefin Store is written by AI');
    const question = pointsOf('Sablefin Store apps are written by AI', 'How much of Sablefin Store is written by AI?');
    expect(question).toBeGreaterThan(statement - 2);
    const guide = pointsOf('Sablefin Store apps are written by AI', 'How Sablefin Store apps are written by AI');
    expect(guide).toBeLessThan(statement - 4);
  });

  test('a number that tops another one is not a ranking', () => {
    const plain = pointsOf('Sablefin patches a record 622 flaws', 'Sablefin passes last month: 622 flaws patched');
    const tops = pointsOf(
      'Sablefin patches a record 622 flaws',
      "Sablefin tops last month's record: 622 flaws patched",
    );
    expect(tops).toBeGreaterThan(plain - 2);
    expect(pointsOf('Sablefin releases Nova', 'Sablefin Nova tops the coding leaderboard')).toBeLessThan(sameEvent - 4);
  });

  test('the sum that is raised and the valuation may be one event; two different sums raised are not', () => {
    const round = 'Sablefin Robotics raises $50 million';
    expect(pointsOf(round, 'Sablefin Robotics hits $500 million valuation')).not.toBe(never);
    expect(pointsOf(round, 'Sablefin Robotics raises $80 million')).toBe(never);
    expect(pointsOf(round, 'Tarnbridge Labs hits $500 million valuation')).toBe(never);
    expect(pointsOf(round, 'Sablefin Robotics 2026年营收120亿美元')).toBe(never);
  });

  test('how a thing was made is not the story that it is on sale, in either language', () => {
    const launch = 'Meta 推出新款智能眼镜';
    for (const story of ['How Meta made its smart glasses', 'Meta 如何制造智能眼镜']) {
      expect(pointsOf(story, launch)).toBeLessThan(sameEvent - 4);
    }
    expect(pointsOf('How Meta made its smart glasses', 'Meta 如何制造智能眼镜')).toBeGreaterThan(sameEvent);
    expect(pointsOf('Meta debuts cheaper smart glasses', launch)).toBeGreaterThan(sameEvent);
  });

  test('revenue and profit may be one event where a summary names whom only the other title names', () => {
    const profit = 'Lumen Robotics 2026年利润80亿美元，英伟达为最大客户';
    const pointsWith = (summary: string) => {
      const [a, b] = weighed([['Lumen Robotics revenue was $16 billion in 2026', summary], [profit]]);
      return a && b && compare(a, b, 1);
    };
    expect(pointsWith('Half of it came from one customer.')).toBe(never);
    expect(pointsWith('Half of it came from Nvidia.')).not.toBe(never);
  });

  test('no likeness of two headlines is above the most that their titles allow, whatever their summaries tell', () => {
    const headlines = weighed([
      ['Lumen Robotics opens a plant in Texas', 'OpenAI and Anthropic will buy 40% of the robots, worth $3B.'],
      [
        'Lumen Robotics builds a plant in Ohio',
        'Lumen Robotics opens a plant in Texas',
        'https://a.example/lumen-texas-plant',
      ],
      ['OpenAI invests $3B in Lumen Robotics', 'The plant in Texas builds robots for Anthropic.'],
      ['OpenAI 向 Lumen Robotics 投资 30 亿美元', '得州工厂为 Anthropic 制造机器人。'],
      ['Lumen的卫星拍摄冰川照片', 'Lumen satellites photograph glaciers in Greenland'],
      ['Lumen satellites photograph glaciers in Greenland', 'Lumen的卫星拍摄冰川照片'],
      ['远山智能开源语音大模型', '远山智能今天发布语音大模型，并下调价格。'],
      ['远山智能发布语音大模型并下调价格', 'Meta open-sources a speech model'],
      ['Meta open-sources a speech model', '远山智能开源语音大模型'],
      ['Anthropic', 'Anthropic raises $3B for Claude'],
      ['Anthropic raises $3B', 'Claude Opus 4 is next, says its chief.'],
      ['今天天气很好', 'Sunny.'],
    ]);
    for (const hours of [0, 20, 60]) {
      for (const one of headlines) {
        for (const other of headlines) {
          expect(mostPoints(one, other, hours)).toBeGreaterThanOrEqual(compare(one, other, hours) - 1e-9);
        }
      }
    }
  });

  test('a headline in traditional characters is compared like the same headline in simplified ones', () => {
    expect(pointsOf('遠山智能開源語音大模型', '远山智能开源语音大模型')).toBe(certain);
    const english = 'Hackers breach the servers of Lumen Robotics';
    expect(pointsOf(english, 'Lumen Robotics伺服器遭駭客入侵')).toBe(
      pointsOf(english, 'Lumen Robotics服务器遭黑客入侵'),
    );
  });

  test('news that ends with "here\'s why" is not an opinion, a headline that begins with it is', () => {
    const news = 'Lumen Robotics recalls its vacuum robots';
    expect(pointsOf(news, "Lumen Robotics just recalled its vacuum robots — here's why it matters")).toBeGreaterThan(
      sameEvent,
    );
    expect(pointsOf(news, "Lumen Robotics recalled its vacuum robots. Here's why")).toBeGreaterThan(sameEvent);
    expect(pointsOf(news, 'Why Lumen Robotics recalled its vacuum robots')).toBeLessThan(sameEvent);
  });

  test('a question what to think of an event is a report of it, a question how to use a thing is not', () => {
    const news = '远山智能开源语音大模型';
    const question = pointsOf(news, '如何看待远山智能开源语音大模型？');
    expect(question).toBeGreaterThan(sameEvent);
    expect(pointsOf(news, '如何使用远山智能开源语音大模型？')).toBeLessThan(question - 4);
  });

  test('two announcements of one company at its conference are two stories, two reports of one announcement are one', () => {
    const assistant = 'Google shows the Quill assistant for Gmail at Google I/O';
    expect(pointsOf(assistant, 'Google shows the Harbor editor for Kaggle at Google I/O')).toBeLessThan(sameEvent);
    expect(pointsOf(assistant, 'Google IO: Quill answers mail in Gmail')).toBeGreaterThan(sameEvent);
  });

  test('what one conference brought is another story than one of its announcements', () => {
    const overview = 'Everything Google announced at Lumen Day: Gemini Quill and smart glasses';
    expect(pointsOf(overview, 'Google launches Gemini Quill at Lumen Day')).toBeLessThan(sameEvent);
    expect(
      pointsOf(overview, 'Lumen Day: Gemini Quill, smart glasses and everything announced by Google'),
    ).toBeGreaterThan(sameEvent);
  });

  test('a product whose number follows without a space is the same product', () => {
    expect(pointsOf('Harborix11界面提前曝光，苹果味很浓', '界面大变化，Harborix 11全新登场')).toBeGreaterThan(
      sameEvent,
    );
  });

  test('a sum a month does not contradict a sum a year, two sums raised do', () => {
    const monthly = 'Anthropic will pay Lumen Robotics $1.25 billion per month for compute';
    expect(pointsOf(monthly, 'Anthropic pays Lumen Robotics $15 billion per year')).toBeGreaterThan(sameEvent);
    expect(pointsOf('Lumen Robotics raises $30M a year after launch', 'Lumen Robotics raises $50M')).toBe(never);
  });

  test('the most points of two headlines with nothing in common are their points', () => {
    const [one, other] = weighed([
      ['Lumen Robotics opens a plant', 'Weather'],
      ['今天天气很好', 'Lumen Robotics'],
    ]);
    if (one === undefined || other === undefined) throw new Error('Expected two headlines');
    expect(mostPoints(one, other, 1)).toBe(compare(one, other, 1));
  });
});
