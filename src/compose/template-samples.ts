import type { TemplateName } from '../model.ts';
import type { EditionView, SectionView, StoryView, TemplateViews } from './template-views.ts';

export const sampleTitle = '标题';

const link = { title: '链接', url: 'https://example.com/' };

/** The largest numbers, lists and texts: a template that loops too often is refused before a digest is due. */
const edition: EditionView = {
  language: 'zh-CN',
  title: '日报',
  slot: new Date(0),
  stories: 200,
  selected: 300,
  late: true,
  backlog: '春节 9 天',
  thin: true,
  feeds: 1_000,
  feedsRead: 999,
  hours: 240,
  items: 100_000,
  translated: 200,
};

const section: SectionView = { language: 'zh-CN', title: sampleTitle };

const rich: StoryView = {
  language: 'zh-CN',
  number: 200,
  top: true,
  title: sampleTitle + '字'.repeat(150),
  url: 'https://example.com/',
  summary: '摘要。'.repeat(40),
  source: '来源',
  names: ['来源', '来源', '来源'],
  note: '英文',
  discussion: { name: 'Hacker News', points: 100_000, url: 'https://example.com/' },
  links: [
    { name: '另见', url: 'https://example.com/' },
    { name: '另见', url: 'https://example.com/' },
  ],
  background: link,
  update: link,
};
const bare: StoryView = { ...rich, summary: '', note: '', discussion: null, links: [], background: null, update: null };

/** What each template is tried on: first with everything that it may print, last with the least. */
export const templateSamples: { readonly [Name in TemplateName]: readonly TemplateViews[Name][] } = {
  header: [edition, { ...edition, stories: 0, late: false, backlog: '', thin: false }],
  section: [section],
  story: [rich, bare].flatMap((story) => [story, { ...story, top: false }]),
  footer: [edition],
};
