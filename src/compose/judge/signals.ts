/** The judge's features in words for people. */
import { phrase } from '../../ground/phrase.ts';
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
      return quoted(phrase(`${text}…`, `${text}…`), '标题有', 'title: ');
    case 'b-stem':
      return quoted(phrase(`${text}…`, `${text}…`), '标题或摘要有', 'title or summary: ');
    case 'first':
      return phrase(`标题以“${words['zh-CN']}”开头`, `title begins “${words.en}”`);
    case 'last':
      return phrase(`标题以“${words['zh-CN']}”结尾`, `title ends “${words.en}”`);
    case 'sign':
      return phrase(`标题有${groups[text]?.['zh-CN'] ?? text}`, `title: ${groups[text]?.en ?? text}`);
    case 'hint':
      return phrase(`摘要有${groups[text]?.['zh-CN'] ?? text}`, `summary: ${groups[text]?.en ?? text}`);
    case 'column':
      return phrase(
        `栏目名有${groups[text]?.['zh-CN'] ?? '期号或时间'}`,
        `name of a column: ${groups[text]?.en ?? 'a number or a time'}`,
      );
    case 'path-name': {
      const name = placeholders[`<${text}>`];
      return name && phrase(`地址里有${name['zh-CN']}`, `address: ${name.en}`);
    }
    case 'shape':
      return shapes[text];
    case 'summary':
      return shapes[`summary-${text}`];
    case 'path':
      return /^depth|^year/.test(text) ? undefined : phrase(`地址里有 /${text}/`, `address: /${text}/`);
    case 'host':
      return phrase(`网站 ${text}`, `site ${text}`);
    case 'host-class':
      return phrase(`网址是${hostClasses[text]?.['zh-CN'] ?? text}`, `address: ${hostClasses[text]?.en ?? text}`);
    case 'host-kind':
      return owners[text] && phrase(`网站属于${owners[text]['zh-CN']}`, `site of ${owners[text].en}`);
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

function quoted({ 'zh-CN': zh, en }: Phrase, chinese: string, english: string): Phrase {
  return phrase(`${chinese}“${zh}”`, `${english}“${en}”`);
}

/** The words themselves; placeholders for names and figures are spelled out. */
function wordsOf(elements: readonly string[]): Phrase {
  const inLanguage = (language: keyof Phrase) =>
    elements
      .map((element) => placeholders[element]?.[language] ?? element)
      .join(' ')
      .replace(/(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])/gu, '');
  return phrase(inLanguage('zh-CN'), inLanguage('en'));
}

const placeholders: Readonly<Record<string, Phrase>> = {
  '<lab>': phrase('实验室名', 'a lab'),
  '<company>': phrase('公司名', 'a company'),
  '<person>': phrase('人名', 'a person'),
  '<model>': phrase('模型名', 'a model'),
  '<product>': phrase('产品名', 'a product'),
  '<agency>': phrase('机构名', 'an agency'),
  '<media>': phrase('媒体名', 'a publisher'),
  '<any>': phrase('名字', 'a name'),
  '<money>': phrase('金额', 'a sum'),
  '<percent>': phrase('百分比', 'a percentage'),
  '<version>': phrase('版本号', 'a version'),
  '<year>': phrase('年份', 'a year'),
  '<number>': phrase('数字', 'a number'),
  '<code>': phrase('型号', 'a code'),
};

const groups: Readonly<Record<string, Phrase>> = {
  hiring: phrase('招聘词', 'hiring'),
  event: phrase('活动词', 'an event'),
  course: phrase('课程词', 'a course'),
  offer: phrase('优惠词', 'an offer'),
  award: phrase('获奖词', 'an award'),
  advertorial: phrase('软文词', 'advertising'),
  roundup: phrase('汇总词', 'round-up words'),
  market: phrase('行情词', 'market words'),
  shares: phrase('财报词', 'results of a company'),
  audio: phrase('音频词', 'sound'),
  case: phrase('客户案例词', 'customer-story words'),
  guide: phrase('教程词', 'guide words'),
  paper: phrase('论文词', 'paper words'),
  opinion: phrase('评论词', 'opinion words'),
  release: phrase('发布词', 'release words'),
  deal: phrase('交易与人事词', 'deals and people'),
  rumour: phrase('传闻词', 'reported talk'),
  fixes: phrase('修复词', 'fixes'),
  ask: phrase('求助与闲谈词', 'a question to the crowd'),
  shown: phrase('自荐词', 'own work shown'),
  'research-lab': phrase('研究机构', 'researchers'),
  state: phrase('政府词', 'government'),
  appeal: phrase('号召词', 'a call to take part'),
};

const ownName = phrase('标题提到本站', 'title names its own site');
const severalSelling = phrase('多个推广词', 'several words of a promotion');
const shapes: Readonly<Record<string, Phrase>> = {
  question: phrase('标题是问句', 'title asks'),
  exclaims: phrase('标题有感叹号', 'title exclaims'),
  bar: phrase('标题有竖线', 'title has a bar'),
  'label-before-bar': phrase('标题前有栏目名', 'a column’s name before a bar'),
  'label-after-bar': phrase('标题后有栏目名', 'a column’s name after a bar'),
  tag: phrase('标题前有标签', 'title begins with a tag'),
  'first-person': phrase('第一人称', 'first person'),
  'second-person': phrase('第二人称', 'second person'),
  how: phrase('标题说怎么做', 'title says how'),
  'how-name': phrase('“谁如何用什么”', '“how somebody uses …”'),
  why: phrase('标题问为什么', 'title asks why'),
  guide: phrase('标题自称教程', 'title says it is a guide'),
  version: phrase('有版本号', 'a version'),
  'only-version': phrase('只有名字和版本号', 'only a name and a version'),
  'mending-version': phrase('修补版本号', 'version of a patch'),
  repository: phrase('标题是仓库名', 'name of a repository'),
  'one-word': phrase('标题只有一个词', 'title of one word'),
  'few-words': phrase('标题只有几个词', 'title of a few words'),
  issue: phrase('有期号', 'number of an issue'),
  date: phrase('有日期', 'a date'),
  'lists-in-semicolons': phrase('一条标题几件事', 'several stories in one title'),
  'lists-in-slashes': phrase('一条标题几件事', 'several stories in one title'),
  'lists-in-commas': phrase('一条标题几件事', 'several stories in one title'),
  money: phrase('有金额', 'a sum of money'),
  rises: phrase('有涨跌幅', 'a rise or fall'),
  'to-buyers': phrase('对买家说话', 'addressed to buyers'),
  'sells-2': severalSelling,
  'sells-3': severalSelling,
  'sells-4': severalSelling,
  'own-name': ownName,
  'begins-own-name': ownName,
  discussed: phrase('来自讨论区', 'discussed on a forum'),
  'summary-none': phrase('没有摘要', 'no summary'),
  'summary-stars': phrase('摘要有星数', 'counts stars'),
  'summary-fixes': phrase('摘要说修复', 'summary says fixes'),
  'summary-dateline': phrase('摘要有电头', 'a dateline'),
};

const hostClasses: Readonly<Record<string, Phrase>> = {
  forum: phrase('论坛', 'a forum'),
  code: phrase('代码托管', 'hosted code'),
  repository: phrase('仓库主页', 'a repository'),
  'release-tag': phrase('版本页', 'a page of a version'),
  paper: phrase('论文', 'a paper'),
  'model-page': phrase('模型页', 'a page of a model'),
  video: phrase('视频', 'a video'),
  audio: phrase('音频', 'sound'),
  newsroom: phrase('新闻页', 'a newsroom'),
  issue: phrase('期刊页', 'an issue of a newsletter'),
  'numbered-issue': phrase('期刊的某一期', 'a numbered issue of a newsletter'),
  personal: phrase('个人网站', 'a personal site'),
  customers: phrase('客户案例', 'a customer story'),
  docs: phrase('文档', 'documentation'),
  events: phrase('活动或职位', 'events or jobs'),
  home: phrase('主页', 'a home page'),
};

const owners: Readonly<Record<string, Phrase>> = {
  lab: phrase('实验室', 'a laboratory'),
  company: phrase('公司', 'a company'),
  media: phrase('媒体', 'a medium'),
};

const places: Readonly<Record<string, Phrase>> = {
  title: phrase('标题有 AI 词', 'title: AI words'),
  summary: phrase('摘要有 AI 词', 'summary: AI words'),
  mention: phrase('摘要顺带提到 AI', 'summary: AI by the way'),
  no: phrase('没有 AI 词', 'no AI words'),
};

const feedTraits: Readonly<Record<string, Phrase>> = {
  'many-sites': phrase('源汇集各处文章', 'feed of many sites'),
  'leads-elsewhere': phrase('链接指向别的网站', 'leads to another site'),
  'about-ai 0': phrase('源很少谈 AI', 'feed seldom about AI'),
  'about-ai 1': phrase('源很少谈 AI', 'feed seldom about AI'),
  'about-ai 3': phrase('源常谈 AI', 'feed often about AI'),
  'about-ai 4': phrase('源多谈 AI', 'feed mostly about AI'),
  'names-itself 3': phrase('源常说自己', 'feed often names itself'),
  'names-itself 4': phrase('源常说自己', 'feed often names itself'),
  'bare-versions 4': phrase('源是版本列表', 'feed of versions'),
  'lists 4': phrase('源的标题多是一条几事', 'feed of several stories in one'),
  'discussed 4': phrase('源是讨论区', 'feed of a forum'),
};
