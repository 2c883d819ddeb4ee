/** The page of one feed: its health and remedy, what happened to its entries, and its settings. */
import type { FeedsDesk } from '../control/feeds-desk.ts';
import { counted } from '../ground/counted.ts';
import { dayMs } from '../ground/durations.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { FeedView } from '../show/feed.ts';
import { registerEdit } from './edit-answer.ts';
import { hidden, radios, select } from './fields.ts';
import { type Html, html, linkTo } from './html.ts';
import { icons } from './icons.ts';
import { sparkline } from './pictures.ts';
import { textIn } from './request.ts';
import type { Routes } from './routes.ts';
import type { Visit } from './visit.ts';

export function registerFeed(routes: Routes, feeds: FeedsDesk): void {
  routes.page('/feeds/:id', async (visit) => {
    const [view, stamp] = await Promise.all([feeds.feed(visit.params.id ?? ''), feeds.stamp()]);
    if (view === undefined) return { kind: 'missing' };
    return visit.page({ title: view.row.name, place: 'feeds', body: feedBody(view, stamp, visit) });
  });
  const own = (form: FormData) => `/feeds/${textIn(form, 'feed')}`;
  registerEdit(routes, '/feeds/change', {
    to: own,
    edit(form, stamp) {
      const tags = textIn(form, 'tags').split(/[、,，]/);
      const change = {
        weight: Number(textIn(form, 'weight')),
        topic: textIn(form, 'topic') === 'ai' ? ('ai' as const) : ('general' as const),
        tags: tags.map((tag) => tag.trim()).filter((tag) => tag !== ''),
      };
      return feeds.change(textIn(form, 'feed'), change, stamp);
    },
  });
  registerEdit(routes, '/feeds/switch', {
    to: own,
    edit: (form, stamp) => feeds.enable([textIn(form, 'feed')], textIn(form, 'enabled') === '1', stamp),
  });
  registerEdit(routes, '/feeds/remove', {
    to: () => '/feeds',
    edit: (form, stamp) => feeds.remove(textIn(form, 'feed'), stamp),
  });
  registerEdit(routes, '/feeds/move', {
    to: () => '/feeds',
    edit: (form, stamp) => feeds.move(textIn(form, 'feed'), textIn(form, 'url'), stamp),
  });
}

function feedBody(view: FeedView, stamp: string, visit: Visit): Html {
  const { say, when } = visit;
  const { row, state, address, entries } = view;
  const isOff = !row.feed.enabled;
  const tone = row.verdict === 'ok' ? 'good' : row.verdict === 'failing' || row.verdict === 'html' ? 'bad' : 'warn';
  const words = isOff ? say('停用了', 'Disabled') : row.what;
  return html`<p class="small"><a href="/feeds">${say('← 源', '← Feeds')}</a></p>
<div class="verdict"><h1>${row.name}</h1><p class="light ${isOff ? 'quiet' : tone}">${icons[isOff ? 'waiting' : tone]}${words}</p></div>
<div class="split"><div>
${remedyPart(view, stamp, visit)}
<section class="part"><div class="head"><h2>${say('读到的，和后来去了哪里', 'Entries, and what happened to them')}</h2><span>${say(`最近 ${entries.length} 条`, `last ${entries.length}`)}</span></div>
${
  entries.length === 0
    ? html`<p class="quiet">${say('还没有读到过。', 'Nothing has been read yet.')}</p>`
    : html`<table class="lines"><thead><tr><th>${say('时间', 'When')}</th><th>${say('标题', 'Title')}</th><th>${say('去处', 'Result')}</th></tr></thead><tbody>
${entries.map(
  ({ title, url, at, fate, isTold }) =>
    html`<tr><td class="small quiet nowrap second">${when(at)}</td><td class="wide title">${linkTo(url, title)}</td><td class="small third ${isTold ? 'good' : 'quiet'}">${fate}</td></tr>
`,
)}</tbody></table>`
}</section>
</div><div>
<section class="part aside"><div class="head"><h2>${say('30 天', '30 days')}</h2><span>${say(`${row.items} 条里 ${row.stories} 条进了日报`, `${counted(row.stories, 'story')} of ${counted(row.items, 'item')}`)}</span></div>
${sparkline(row.days, say(`每天的新内容，30 天共 ${row.items} 条`, `New items each day, ${row.items} in 30 days`))}
${daysTable(row.days, visit)}
<dl class="facts"><dt>${say('平时', 'Usually')}</dt><dd>${row.cadence}</dd><dt>${say('上次读到', 'Last read')}</dt><dd>${state?.lastSuccessAt === undefined ? '—' : when(state.lastSuccessAt)}</dd><dt>${say('上次试', 'Last tried')}</dt><dd>${state?.lastAttemptAt === undefined ? '—' : when(state.lastAttemptAt)}${state?.failure !== undefined && html`${say('，', ', ')}${state.failure.what[visit.language]}`}</dd><dt>${say('地址', 'Address')}</dt><dd>${address}</dd></dl></section>
${usePart(view, stamp, visit)}
</div></div>`;
}

/** A text alternative to the picture: the days with new items, newest first. */
function daysTable(days: readonly number[], { say, now, timezone }: Visit): Html {
  const zone = createZone(timezone);
  const dayOf = (index: number) => zone.local(new Date(now.getTime() - (days.length - 1 - index) * dayMs)).slice(0, 10);
  const rows = days.map((count, index) => ({ count, day: dayOf(index) })).filter(({ count }) => count > 0);
  return html`<details class="fold small"><summary>${say('看成表格', 'As a table')}</summary><table><thead><tr><th>${say('日期', 'Day')}</th><th class="num">${say('新内容', 'New items')}</th></tr></thead><tbody>
${rows.toReversed().map(({ day, count }) => html`<tr><td>${day}</td><td class="num">${count}</td></tr>`)}
<tr><td>${say(`其余 ${days.length - rows.length} 天`, `The other ${days.length - rows.length} days`)}</td><td class="num">0</td></tr></tbody></table></details>`;
}

/** The remedy for its trouble, with buttons. */
function remedyPart({ row, movedTo }: FeedView, stamp: string, { say, form, mayChange }: Visit): Html | undefined {
  if (!row.feed.enabled || row.verdict === 'ok') return undefined;
  const id = html`${hidden('feed', row.id)}${hidden('back', row.id)}`;
  const site = new URL(row.url).origin;
  const fresh =
    movedTo === undefined
      ? form(
          '/feeds/look',
          html`${hidden('replace', row.id)}${hidden('source', site)}<button class="btn main">${say('找它的新地址', 'Find its new address')}</button>`,
        )
      : form(
          '/feeds/move',
          html`${hidden('stamp', stamp)}${id}${hidden('url', movedTo)}<button class="btn main">${say('改用新地址', 'Use the new address')}</button>`,
        );
  return html`<section class="stand warn"><p>${row.remedy}</p>${
    mayChange &&
    html`<div class="acts">${fresh}${form('/feeds/read', html`${id}<button class="btn">${say('再读一次', 'Read again')}</button>`)}</div>`
  }</section>`;
}

function usePart({ row }: FeedView, stamp: string, visit: Visit): Html {
  const { say, form, mayChange } = visit;
  const { feed, id } = row;
  const ofFeed = html`${hidden('stamp', stamp)}${hidden('feed', id)}`;
  const weights = [...new Set([0, 1, 2, 3, feed.weight])].sort((a, b) => a - b);
  return html`<section class="part"><h2>${say('怎么用它', 'How it is used')}</h2>
${form(
  '/feeds/change',
  html`${ofFeed}${radios(
    'weight',
    say('分量', 'Weight'),
    weights.map((weight) => ({ value: `${weight}`, words: `${weight}` })),
    {
      chosen: `${feed.weight}`,
      hint: say(
        '越大越容易入选；2 是“多数时候值得看”。',
        'A larger weight makes its stories more likely to be chosen; 2 means "mostly worth reading".',
      ),
    },
  )}
${topicField(feed.topic, visit)}
<div class="field"><label for="tags">${say('标签', 'Tags')}</label><input id="tags" name="tags" class="mid" value="${feed.tags.join(say('、', ', '))}" aria-describedby="tags-hint"><p class="hint" id="tags-hint">${say('用顿号或逗号分开', 'separated by commas')}</p></div>
<div class="acts"><button class="btn">${say('保存', 'Save')}</button></div>`,
  { className: 'fields' },
)}
${
  mayChange &&
  html`<div class="acts">${form(
    '/feeds/switch',
    html`${ofFeed}${hidden('enabled', feed.enabled ? '0' : '1')}<button class="btn">${feed.enabled ? say('停用', 'Disable') : say('启用', 'Enable')}</button>`,
  )}<details><summary class="btn risk">${say('移除…', 'Remove…')}</summary>${form(
    '/feeds/remove',
    html`${ofFeed}<p>${say(`从文件里删掉 ${feed.name}。只是想歇一歇的话，停用就够了。`, `Deletes ${feed.name} from the file. To pause it, disabling is enough.`)}</p><button class="btn risk">${say(`移除 ${feed.name}`, `Remove ${feed.name}`)}</button>`,
    { className: 'ask' },
  )}</details></div>`
}</section>`;
}

export function topicField(topic: 'ai' | 'general', { say }: Visit): Html {
  const choices = [
    { value: 'ai', words: say('全是 AI', 'All about AI') },
    { value: 'general', words: say('什么都有，只挑 AI 的', 'Mixed: only AI news is used') },
  ];
  return select('topic', say('内容', 'Content'), choices, topic);
}
