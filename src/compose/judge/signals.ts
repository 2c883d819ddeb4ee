/** The judge's features in words for people. */
import type { Phrase } from '../../model.ts';

/** What `preview` and `explain` show for a feature; undefined for one that means nothing to people. */
export function signalOf(feature: string): Phrase | undefined {
  const [namespace = '', ...elements] = feature.split(' ');
  const text = elements.join(' ');
  const words = wordsOf(elements);
  switch (namespace) {
    case 'a':
      if (elements.every((element) => element === '<any>')) return undefined;
      return isTelling(elements) ? quoted(words, '标题有', 'title: ') : undefined;
    case 't':
      return isTelling(elements) ? quoted(words, '标题有', 'title: ') : undefined;
    case 'b':
      return isTelling(elements) ? quoted(words, '标题或摘要有', 'title or summary: ') : undefined;
    case 'stem':
      return quoted(both(`${text}…`, `${text}…`), '标题有', 'title: ');
    case 'b-stem':
      return quoted(both(`${text}…`, `${text}…`), '标题或摘要有', 'title or summary: ');
    case 'first':
      return both(`标题以“${words['zh-CN']}”开头`, `title begins “${words.en}”`);
    case 'last':
      return both(`标题以“${words['zh-CN']}”结尾`, `title ends “${words.en}”`);
    case 'sign':
      return both(`标题有${groups[text]?.['zh-CN'] ?? text}`, `title: ${groups[text]?.en ?? text}`);
    case 'hint':
      return both(`摘要有${groups[text]?.['zh-CN'] ?? text}`, `summary: ${groups[text]?.en ?? text}`);
    case 'column':
      return both(
        `栏目名有${groups[text]?.['zh-CN'] ?? '期号或时间'}`,
        `name of a column: ${groups[text]?.en ?? 'a number or a time'}`,
      );
    case 'path-name': {
      const name = placeholders[`<${text}>`];
      return name && both(`地址里有${name['zh-CN']}`, `address: ${name.en}`);
    }
    case 'shape':
      return shapes[text];
    case 'summary':
      return shapes[`summary-${text}`];
    case 'path':
      return /^depth|^year/.test(text) ? undefined : both(`地址里有 /${text}/`, `address: /${text}/`);
    case 'host':
      return both(`网站 ${text}`, `site ${text}`);
    case 'host-class':
      return both(`网址是${hostClasses[text]?.['zh-CN'] ?? text}`, `address: ${hostClasses[text]?.en ?? text}`);
    case 'host-kind':
      return owners[text] && both(`网站属于${owners[text]['zh-CN']}`, `site of ${owners[text].en}`);
    case 'lexicon':
      return places[elements[0] ?? ''];
    case 'feed':
      return feedTraits[text];
    default:
      return undefined;
  }
}

/** A short word or a single character alone means nothing to people. */
function isTelling(elements: readonly string[]): boolean {
  const [first = ''] = elements;
  return elements.length > 1 ? elements.join('').length > 3 : first.startsWith('<') || first.length > 3;
}

function both(zh: string, en: string): Phrase {
  return { 'zh-CN': zh, en };
}

function quoted({ 'zh-CN': zh, en }: Phrase, chinese: string, english: string): Phrase {
  return both(`${chinese}“${zh}”`, `${english}“${en}”`);
}

/** The words themselves; placeholders for names and figures are spelled out. */
function wordsOf(elements: readonly string[]): Phrase {
  const inLanguage = (language: keyof Phrase) =>
    elements
      .map((element) => placeholders[element]?.[language] ?? element)
      .join(' ')
      .replace(/(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])/gu, '');
  return both(inLanguage('zh-CN'), inLanguage('en'));
}

const placeholders: Readonly<Record<string, Phrase>> = {
  '<lab>': both('实验室名', 'a lab'),
  '<company>': both('公司名', 'a company'),
  '<person>': both('人名', 'a person'),
  '<model>': both('模型名', 'a model'),
  '<product>': both('产品名', 'a product'),
  '<agency>': both('机构名', 'an agency'),
  '<media>': both('媒体名', 'a publisher'),
  '<any>': both('名字', 'a name'),
  '<money>': both('金额', 'a sum'),
  '<percent>': both('百分比', 'a percentage'),
  '<version>': both('版本号', 'a version'),
  '<year>': both('年份', 'a year'),
  '<number>': both('数字', 'a number'),
  '<code>': both('型号', 'a code'),
};

const groups: Readonly<Record<string, Phrase>> = {
  hiring: both('招聘词', 'hiring'),
  event: both('活动词', 'an event'),
  course: both('课程词', 'a course'),
  offer: both('优惠词', 'an offer'),
  award: both('获奖词', 'an award'),
  advertorial: both('软文词', 'advertising'),
  roundup: both('汇总词', 'round-up words'),
  market: both('行情词', 'market words'),
  shares: both('财报词', 'results of a company'),
  audio: both('音频词', 'sound'),
  case: both('客户案例词', 'customer-story words'),
  guide: both('教程词', 'guide words'),
  paper: both('论文词', 'paper words'),
  opinion: both('评论词', 'opinion words'),
  release: both('发布词', 'release words'),
  deal: both('交易与人事词', 'deals and people'),
  rumour: both('传闻词', 'reported talk'),
  fixes: both('修复词', 'fixes'),
  ask: both('求助与闲谈词', 'a question to the crowd'),
  shown: both('自荐词', 'own work shown'),
  'research-lab': both('研究机构', 'researchers'),
  state: both('政府词', 'government'),
  appeal: both('号召词', 'a call to take part'),
};

const ownName = both('标题提到本站', 'title names its own site');
const severalSelling = both('多个推广词', 'several words of a promotion');
const shapes: Readonly<Record<string, Phrase>> = {
  question: both('标题是问句', 'title asks'),
  exclaims: both('标题有感叹号', 'title exclaims'),
  bar: both('标题有竖线', 'title has a bar'),
  'label-before-bar': both('标题前有栏目名', 'a column’s name before a bar'),
  'label-after-bar': both('标题后有栏目名', 'a column’s name after a bar'),
  tag: both('标题前有标签', 'title begins with a tag'),
  'first-person': both('第一人称', 'first person'),
  'second-person': both('第二人称', 'second person'),
  how: both('标题说怎么做', 'title says how'),
  'how-name': both('“谁如何用什么”', '“how somebody uses …”'),
  why: both('标题问为什么', 'title asks why'),
  guide: both('标题自称教程', 'title says it is a guide'),
  version: both('有版本号', 'a version'),
  'only-version': both('只有名字和版本号', 'only a name and a version'),
  'mending-version': both('修补版本号', 'version of a patch'),
  repository: both('标题是仓库名', 'name of a repository'),
  'one-word': both('标题只有一个词', 'title of one word'),
  'few-words': both('标题只有几个词', 'title of a few words'),
  issue: both('有期号', 'number of an issue'),
  date: both('有日期', 'a date'),
  'lists-in-semicolons': both('一条标题几件事', 'several stories in one title'),
  'lists-in-slashes': both('一条标题几件事', 'several stories in one title'),
  'lists-in-commas': both('一条标题几件事', 'several stories in one title'),
  money: both('有金额', 'a sum of money'),
  rises: both('有涨跌幅', 'a rise or fall'),
  'to-buyers': both('对买家说话', 'addressed to buyers'),
  'sells-2': severalSelling,
  'sells-3': severalSelling,
  'sells-4': severalSelling,
  'own-name': ownName,
  'begins-own-name': ownName,
  discussed: both('来自讨论区', 'discussed on a forum'),
  'summary-none': both('没有摘要', 'no summary'),
  'summary-stars': both('摘要有星数', 'counts stars'),
  'summary-fixes': both('摘要说修复', 'summary says fixes'),
  'summary-dateline': both('摘要有电头', 'a dateline'),
};

const hostClasses: Readonly<Record<string, Phrase>> = {
  forum: both('论坛', 'a forum'),
  code: both('代码托管', 'hosted code'),
  repository: both('仓库主页', 'a repository'),
  'release-tag': both('版本页', 'a page of a version'),
  paper: both('论文', 'a paper'),
  'model-page': both('模型页', 'a page of a model'),
  video: both('视频', 'a video'),
  audio: both('音频', 'sound'),
  newsroom: both('新闻页', 'a newsroom'),
  issue: both('期刊页', 'an issue of a newsletter'),
  'numbered-issue': both('期刊的某一期', 'a numbered issue of a newsletter'),
  personal: both('个人网站', 'a personal site'),
  customers: both('客户案例', 'a customer story'),
  docs: both('文档', 'documentation'),
  events: both('活动或职位', 'events or jobs'),
  home: both('主页', 'a home page'),
};

const owners: Readonly<Record<string, Phrase>> = {
  lab: both('实验室', 'a laboratory'),
  company: both('公司', 'a company'),
  media: both('媒体', 'a medium'),
  agency: both('机构', 'an agency'),
};

const places: Readonly<Record<string, Phrase>> = {
  title: both('标题有 AI 词', 'title: AI words'),
  summary: both('摘要有 AI 词', 'summary: AI words'),
  mention: both('摘要顺带提到 AI', 'summary: AI by the way'),
  no: both('没有 AI 词', 'no AI words'),
};

const feedTraits: Readonly<Record<string, Phrase>> = {
  'many-sites': both('源汇集各处文章', 'feed of many sites'),
  'leads-elsewhere': both('链接指向别的网站', 'leads to another site'),
  'about-ai 0': both('源很少谈 AI', 'feed seldom about AI'),
  'about-ai 1': both('源很少谈 AI', 'feed seldom about AI'),
  'about-ai 3': both('源常谈 AI', 'feed often about AI'),
  'about-ai 4': both('源多谈 AI', 'feed mostly about AI'),
  'names-itself 3': both('源常说自己', 'feed often names itself'),
  'names-itself 4': both('源常说自己', 'feed often names itself'),
  'bare-versions 4': both('源是版本列表', 'feed of versions'),
  'lists 4': both('源的标题多是一条几事', 'feed of several stories in one'),
  'discussed 4': both('源是讨论区', 'feed of a forum'),
};
