/** A faithful pair of invented titles. Names stand in Latin letters in both, so that they can be swapped. */
export interface Pair {
  readonly en: string;
  readonly zh: string;
}

export interface PlantedError extends Pair {
  readonly kind: string;
}

export const faithfulPairs: readonly Pair[] = [
  { en: 'Lumen raises $15M to build a browser for agents', zh: 'Lumen 融资 1500 万美元，为代理打造浏览器' },
  { en: 'Halcyon raises $3.2 billion at a $40 billion valuation', zh: 'Halcyon 融资 32 亿美元，估值达 400 亿美元' },
  { en: 'Nova reaches 900M weekly users', zh: 'Nova 每周用户达到 9 亿' },
  { en: 'Lumen cuts 1,600 jobs after buying Halcyon', zh: 'Lumen 收购 Halcyon 后裁员 1,600 人' },
  { en: 'Lumen releases Nova 4.7 with better coding', zh: 'Lumen 发布 Nova 4.7，编码能力更强' },
  { en: 'Nova 2.5 does not store your files', zh: 'Nova 2.5 不会存储您的文件' },
  { en: 'Halcyon shares rise 12% on Nova sales', zh: 'Halcyon 股价因 Nova 销售上涨 12%' },
  { en: 'Lumen sues Halcyon over training data', zh: 'Lumen 就训练数据起诉 Halcyon' },
  { en: 'Halcyon revenue falls for 3 quarters', zh: 'Halcyon 营收连续 3 个季度下降' },
  { en: 'Lumen acquires Vega to enter robotics', zh: 'Lumen 收购 Vega 以进军机器人领域' },
  { en: 'Lumen won’t train on private mail', zh: 'Lumen 不会使用私人邮件进行训练' },
  { en: 'Vega denies that Nova 3.1 leaked', zh: 'Vega 否认 Nova 3.1 泄露' },
  { en: 'Vega lets parents see chats without an account', zh: 'Vega 让家长无需账户即可查看聊天' },
  { en: 'Halcyon bans Nova in 20 offices', zh: 'Halcyon 在 20 个办公室禁止 Nova' },
  { en: 'Lumen opens a $2B data center in 2027', zh: 'Lumen 将于 2027 年启用价值 20 亿美元的数据中心' },
  { en: 'Three Lumen researchers join Halcyon', zh: '三名 Lumen 研究人员加入 Halcyon' },
];

const pick = <One>(list: readonly One[], random: () => number): One => list[Math.floor(random() * list.length)] as One;

/** Each changes the answer into one that the source does not say; undefined where the pair offers no place for it. */
const plants: Readonly<Record<string, (pair: Pair, random: () => number) => string | undefined>> = {
  'number ×10': ({ zh }) =>
    changed(zh, /\d[\d,]*(?=(?:\.\d+)?\s?[万亿人%个])/u, (number) => String(Number(number.replaceAll(',', '')) * 10)),
  unit: ({ zh }) => changed(zh, /(?<=\d\s?)[万亿]/u, (unit) => (unit === '万' ? '亿' : '万')),
  version: ({ zh }) => changed(zh, /(?<=Nova )\d\.\d/u, (version) => (Number(version) + 0.1).toFixed(1)),
  year: ({ zh }) => changed(zh, /20\d\d(?= 年)/u, (year) => String(Number(year) + 2)),
  'name swapped': ({ zh, en }, random) => {
    const others = ['Orion', 'Kestrel', 'Tern', 'Lumen', 'Halcyon', 'Vega'].filter((name) => !en.includes(name));
    return changed(zh, /Lumen|Halcyon|Vega|Nova/u, () => pick(others, random));
  },
  'name invented': ({ zh }, random) => `${zh}${pick([' Zephyr', '“疾风 X9”', '，由凯文·马洛主导'], random)}`,
  'actors swapped': ({ zh, en }) => {
    const names = /^(Lumen|Vega|Halcyon) (?:sues|acquires) (Lumen|Vega|Halcyon)/u.exec(en);
    const [, one = '', other = ''] = names ?? [];
    return names === null ? undefined : zh.replace(one, '_').replace(other, one).replace('_', other);
  },
  'direction reversed': ({ zh }) =>
    Object.entries({ 上涨: '下跌', 下降: '上升', 裁员: '招聘', 否认: '证实', 禁止: '允许', 加入: '离开', 收购: '出售' })
      .filter(([word]) => zh.includes(word))
      .map(([word, opposite]) => zh.replace(word, opposite))[0],
  'negation lost': ({ zh }) => (/不会|无需/u.test(zh) ? zh.replace(/不会|无需/u, '') : undefined),
  'negation added': ({ zh, en }) =>
    /n[’']t|not|without|denies|bans/u.test(en) ? undefined : changed(zh, /(?=融资|达到|发布|起诉|启用)/u, () => '没有'),
  'address added': ({ zh }, random) =>
    `${zh} ${pick(['https://t.example/9xAb', 'www.example.com', 'bit.ly/3xYz'], random)}`,
  'markup added': ({ zh }, random) =>
    pick([`<b>${zh}</b>`, `**${zh}**`, `${zh} <@all>`, `【突发】${zh}`, `# ${zh}`], random),
  'wrong language': ({ en }) => en,
  'instruction obeyed': (_, random) => pick(['HACKED', '好的', '🤖🌐', '完成', '作为 AI，我无法翻译'], random),
  'claim added': ({ zh }, random) =>
    `${zh}，${pick(['监管机构已展开调查', '分析师普遍看好', '错误率下降九成', '用户将获得免费额度', '首席执行官随后辞职'], random)}`,
};

/** The first match replaced; undefined when there is none. */
function changed(text: string, pattern: RegExp, change: (match: string) => string): string | undefined {
  return pattern.test(text) ? text.replace(pattern, change) : undefined;
}

/** So many errors in faithful pairs, the same ones for the same random source. */
export function plantErrors(count: number, random: () => number): readonly PlantedError[] {
  const planted: PlantedError[] = [];
  while (planted.length < count) {
    const pair = pick(faithfulPairs, random);
    const [kind, plant] = pick(Object.entries(plants), random);
    const zh = plant(pair, random);
    if (zh !== undefined && zh !== pair.zh) planted.push({ en: pair.en, zh, kind });
  }
  return planted;
}
