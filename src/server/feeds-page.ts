/** The list of feeds: those with problems (grouped by cause), healthy ones, import and export; and the page to add one. */
import type { CatalogueRow, FeedsDesk } from '../control/feeds-desk.ts';
import type { Looked } from '../control/found-feed.ts';
import { counted } from '../ground/counted.ts';
import { hostOf } from '../ground/hosts.ts';
import { phrase } from '../ground/phrase.ts';
import { shownAddress } from '../ground/shown-address.ts';
import type { FeedCause } from '../show/feed-causes.ts';
import type { FeedRow, FeedsView } from '../show/feeds.ts';
import { answerEdit, registerEdit } from './edit-answer.ts';
import { registerFeed, topicField } from './feed-page.ts';
import { hidden } from './fields.ts';
import { type Html, html, linkTo } from './html.ts';
import { icons } from './icons.ts';
import { sparkline } from './pictures.ts';
import { textIn } from './request.ts';
import type { Routes } from './routes.ts';
import type { Visit } from './visit.ts';

export function registerFeeds(routes: Routes, feeds: FeedsDesk): void {
  routes.page('/feeds', async (visit) => {
    const word = visit.query.q?.trim() || undefined;
    const [view, stamp] = await Promise.all([feeds.list(word), feeds.stamp()]);
    return visit.page({
      title: visit.say('源', 'Feeds'),
      place: 'feeds',
      body: listBody(view, { word, stamp }, visit),
    });
  });
  routes.page('/feeds/catalogue', async (visit) => {
    const rows = await feeds.catalogue();
    return visit.page({ title: visit.say('目录', 'Catalogue'), place: 'feeds', body: catalogueBody(rows, visit) });
  });
  routes.page('/feeds/export.opml', async () => ({
    kind: 'document',
    type: 'text/x-opml; charset=utf-8',
    name: 'feeds.opml',
    content: feeds.exportOpml(),
  }));
  routes.change('/feeds/look', async (visit, form) => {
    const source = textIn(form, 'source').trim();
    if (source === '') return { kind: 'go', to: '/feeds' };
    const [looked, stamp] = await Promise.all([feeds.look(source), feeds.stamp()]);
    const body = lookedBody(looked, { source, stamp, replace: textIn(form, 'replace') }, visit);
    return visit.page({ title: visit.say('看看有什么', 'Result'), place: 'feeds', body });
  });
  registerEdit(routes, '/feeds/add', {
    to: () => '/feeds',
    edit(form, stamp) {
      const [url, language] = [textIn(form, 'url'), textIn(form, 'language')];
      const feed = {
        url,
        name: textIn(form, 'name').trim() || (hostOf(url) ?? url),
        topic: textIn(form, 'topic') === 'ai' ? ('ai' as const) : ('general' as const),
        ...(language === 'zh' || language === 'en' ? { language: language as 'zh' | 'en' } : {}),
      };
      return feeds.add(feed, stamp);
    },
  });
  registerEdit(routes, '/feeds/enable', {
    to: () => '/feeds',
    edit: (form, stamp) => feeds.enable(form.getAll('feed').map(String), textIn(form, 'enabled') === '1', stamp),
  });
  routes.change('/feeds/read', async (_visit, form) => {
    const said = await feeds.readAgain(form.getAll('feed').map(String));
    const back = textIn(form, 'back');
    return { kind: 'go', to: /^[\w-]{12}$/.test(back) ? `/feeds/${back}` : '/feeds', said };
  });
  routes.change('/feeds/import', async (visit, form) => {
    const file = form.get('opml');
    const xml = file instanceof File ? await file.text() : textIn(form, 'opml');
    if (xml.trim() === '') return { kind: 'go', to: '/feeds', said: noFile, isBad: true };
    const kept = new FormData();
    kept.set('opml', xml);
    const edited = await feeds.importOpml(xml, textIn(form, 'stamp'));
    return answerEdit(edited, { to: '/feeds', action: '/feeds/import', form: kept }, visit);
  });
  registerFeed(routes, feeds);
}

const noFile = phrase('没有选文件', 'No file was chosen');

// ── The list ────────────────────────────────────────────────────────────────────────────────────────

function listBody(
  view: FeedsView,
  { word, stamp }: { readonly word: string | undefined; readonly stamp: string },
  visit: Visit,
): Html {
  const { say, when, form, mayChange } = visit;
  const { total, causes, withStories, withoutStories, disabled, readAt } = view;
  const ailing = total - view.healthy;
  const heading =
    word === undefined
      ? feedsHeading(view, visit)
      : say(`${total + disabled.length} 个源有“${word}”`, `${counted(total + disabled.length, 'feed')} with "${word}"`);
  return html`<div class="top"><h1>${heading}</h1><p class="quiet">${readAt === undefined ? say('还没有读过。', 'Not read yet.') : say(`${when(readAt)} 读过一遍。`, `Last read ${when(readAt)}.`)}</p></div>
<div class="tools">${
    mayChange
      ? form(
          '/feeds/look',
          html`<label for="source">${say('加一个源', 'Add a feed')}</label><div class="row"><input id="source" name="source" inputmode="url" placeholder="${say('网站或 RSS 的网址', 'Address of a site or feed')}" required><button class="btn main">${say('看看有什么', 'Look')}</button></div>`,
          { className: 'field' },
        )
      : html`<p>${form('', '')}</p>`
  }
<form class="field" role="search"><label for="find">${say('找一个源', 'Find a feed')}</label><div class="row"><input id="find" name="q" value="${word ?? ''}" placeholder="${say('名字、标签或网址', 'Name, tag or address')}"><button class="btn">${say('找', 'Find')}</button></div></form></div>
${
  causes.length > 0 &&
  html`<section class="group"><div class="head"><h2>${say(`要看看的 ${ailing} 个`, `${ailing} to check`)}</h2><span>${say('一个原因只说一次', 'grouped by cause')}</span></div>
${table(
  say('要看看的源', 'Feeds to check'),
  causes.map((cause) => causeRows(cause, stamp, visit)),
  visit,
)}</section>`
}
${
  withStories.length > 0 &&
  html`<section class="group"><div class="head"><h2>${say(`正常的 ${withStories.length} 个`, `Fine: ${withStories.length}`)}</h2><span>${say('按 30 天里进了日报的条数排', 'by stories in 30 days')}</span></div>
${table(
  say('正常的源', 'Healthy feeds'),
  withStories.map((row) => feedRow(row, row.cadence, visit)),
  visit,
)}</section>`
}
${folded(
  withStories.length === 0
    ? say(`正常的 ${withoutStories.length} 个`, `Fine: ${withoutStories.length}`)
    : say(
        `正常，但 30 天里没有一条进日报的 ${withoutStories.length} 个`,
        `Healthy, but without a story in 30 days: ${withoutStories.length}`,
      ),
  withoutStories,
  visit,
)}
${folded(say(`停用的 ${disabled.length} 个`, `Disabled: ${disabled.length}`), disabled, visit)}
<section class="part"><h2>${say('搬进搬出', 'Import and export')}</h2>
<div class="acts"><a class="btn" href="/feeds/catalogue">${say('从目录里挑', 'Choose from the catalogue')}</a>${
    mayChange &&
    html`<details><summary class="btn">${say('导入 OPML…', 'Import OPML…')}</summary>${form(
      '/feeds/import',
      html`${hidden('stamp', stamp)}<div class="field"><label for="opml">${say('从别的阅读器导出的 OPML 文件', 'An OPML file from another reader')}</label><input id="opml" name="opml" type="file" accept=".opml,.xml,text/xml" required></div><button class="btn">${say('导入这个文件', 'Import this file')}</button>`,
      { className: 'ask', hasFile: true },
    )}</details>`
  }<a class="btn" href="/feeds/export.opml">${say('导出 OPML', 'Export OPML')}</a></div></section>`;
}

function feedsHeading({ total, healthy, readAt }: FeedsView, { say }: Visit): string {
  if (readAt === undefined) return say(`${total} 个源`, counted(total, 'feed'));
  return say(`${total} 个源，${healthy} 个正常`, `${counted(total, 'feed')}, ${healthy} fine`);
}

function folded(title: string, rows: readonly FeedRow[], visit: Visit): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<details class="fold group"><summary>${title}</summary>${table(
    title,
    rows.map((row) => feedRow(row, row.cadence, visit)),
    visit,
  )}</details>`;
}

function table(caption: string, rows: readonly Html[], { say }: Visit): Html {
  return html`<table class="lines"><caption class="hidden">${caption}</caption><thead><tr><th>${say('源', 'Feed')}</th><th>${say('情况', 'State')}</th><th>${say('30 天里的新内容', 'New items in 30 days')}</th><th class="num">${say('进了日报', 'Stories')}</th><th class="num">${say('分量', 'Weight')}</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function feedRow(row: FeedRow, what: string, { say }: Visit): Html {
  const { id, name, days, items, stories, feed } = row;
  return html`<tr><td><a class="name" href="/feeds/${id}">${name}</a></td><td class="second quiet">${what}</td><td class="third">${sparkline(days, say(`${name} 30 天里的新内容 ${items} 条`, `${name}: ${items} new items in 30 days`))}</td><td class="num">${stories}</td><td class="num off">${feed.weight}</td></tr>
`;
}

function causeRows(cause: FeedCause<FeedRow>, stamp: string, visit: Visit): Html {
  const { say, form, mayChange } = visit;
  const { id, title, remedy, isUnread, feeds } = cause;
  const ids = feeds.map((row) => hidden('feed', row.id));
  const tone = isUnread ? 'bad' : 'warn';
  return html`<tr class="why" id="${id}"><td colspan="5" class="wide"><div class="cause-line"><b class="${tone}"><span class="state">${icons[tone]}<span>${title}</span></span></b>${
    mayChange &&
    html`<span>${isUnread && form('/feeds/read', html`${ids}<button class="btn slim">${say('再读一次', 'Read again')}</button>`)}
<details><summary class="btn slim">${say(`停用这 ${feeds.length} 个…`, feeds.length === 1 ? 'Disable it…' : `Disable these ${feeds.length}…`)}</summary>${form(
      '/feeds/enable',
      html`${hidden('stamp', stamp)}${ids}<p class="small">${say('停用后不再读，文件里还留着，随时可以再启用。', 'They are no longer read, but stay in the file and can be enabled at any time.')}</p><button class="btn">${say('停用', 'Disable')}</button>`,
      { className: 'ask' },
    )}</details></span>`
  }</div><p class="small quiet">${remedy}</p></td></tr>
${feeds.map((row) => feedRow(row, row.what, visit))}`;
}

// ── A new one ───────────────────────────────────────────────────────────────────────────────────────

interface LookedAt {
  readonly source: string;
  readonly stamp: string;
  /** Id of the feed that gets this address; empty: a new feed. */
  readonly replace: string;
}

function lookedBody(looked: Looked, { source, stamp, replace }: LookedAt, visit: Visit): Html {
  const { say, form } = visit;
  const back = replace === '' ? '/feeds' : `/feeds/${replace}`;
  const again = form(
    '/feeds/look',
    html`${hidden('replace', replace)}<label for="source">${say('换一个地址看看', 'Try another address')}</label><div class="row"><input id="source" name="source" inputmode="url" value="${source}" required><button class="btn">${say('看看有什么', 'Look')}</button></div>`,
    { className: 'field group' },
  );
  const backLink = html`<p class="small"><a href="${back}">${say('← 回去', '← Back')}</a></p>`;
  if (!looked.ok) {
    return html`${backLink}<h1>${say('没有找到源', 'No feed was found')}</h1><p class="wrong" role="alert">${looked.fault[visit.language]}</p>${again}`;
  }
  const { feed, isKnown, items, newest, error } = looked;
  return html`${backLink}
<div class="verdict"><h1>${feed.name}</h1><p>${shownAddress(feed.url)}</p></div>
${
  error === null
    ? html`<section class="part"><div class="head"><h2>${say('最新的几条', 'Newest items')}</h2><span>${say(`共 ${items} 条`, `${items} in all`)}</span></div><ul class="items">${newest.map(({ title, publishedAt }) => html`<li>${title} <small class="quiet">${publishedAt === null ? '' : visit.when(publishedAt)}</small></li>`)}</ul></section>`
    : html`<p class="wrong">${say('现在读不到：', 'It cannot be read now: ')}${error}</p>`
}
${
  isKnown
    ? html`<p class="group">${say('这个源已经在了。', 'This feed already exists.')}</p>`
    : replace === ''
      ? form(
          '/feeds/add',
          html`${hidden('stamp', stamp)}${hidden('url', feed.url)}${hidden('language', feed.language ?? '')}
<div class="field"><label for="name">${say('名字', 'Name')}</label><input id="name" name="name" class="mid" value="${feed.name}" required></div>
${topicField(feed.topic ?? 'general', visit)}
<div class="acts"><button class="btn main">${say(`加上 ${feed.name}`, `Add ${feed.name}`)}</button></div>`,
          { className: 'fields part' },
        )
      : form(
          '/feeds/move',
          html`${hidden('stamp', stamp)}${hidden('feed', replace)}${hidden('url', feed.url)}<button class="btn main">${say('改用这个地址', 'Use this address')}</button>`,
          { className: 'acts' },
        )
}
${again}`;
}

function catalogueBody(rows: readonly CatalogueRow[], visit: Visit): Html {
  const { say, form, query, mayChange } = visit;
  const word = query.q?.trim().toLowerCase() ?? '';
  const found = rows.filter(({ name, url, note = '' }) => `${name} ${url} ${note}`.toLowerCase().includes(word));
  return html`<p class="small"><a href="/feeds">${say('← 源', '← Feeds')}</a></p>
<h1>${say(`目录里的 ${rows.length} 个源`, `${counted(rows.length, 'feed')} in the catalogue`)}</h1>
<form class="field mid group" role="search"><label for="find">${say('找一个源', 'Find a feed')}</label><div class="row"><input id="find" name="q" value="${query.q ?? ''}"><button class="btn">${say('找', 'Find')}</button></div></form>
<table class="lines group"><caption class="hidden">${say('目录', 'Catalogue')}</caption><thead><tr><th>${say('源', 'Feed')}</th><th>${say('说明', 'Note')}</th><th><span class="hidden">${say('操作', 'Action')}</span></th></tr></thead><tbody>
${found.map(
  ({
    name,
    url,
    note,
    enabled = true,
    isUsed,
  }) => html`<tr><td>${linkTo(url, name)}</td><td class="second quiet">${note ?? ''}${!enabled && say('（不建议）', ' (not recommended)')}</td><td class="third num">${
    isUsed
      ? html`<span class="quiet small">${say('已经有了', 'in use')}</span>`
      : mayChange &&
        form(
          '/feeds/look',
          html`${hidden('source', url)}<button class="btn slim" aria-label="${say(`看看 ${name}`, `Look at ${name}`)}">${say('看看', 'Look')}</button>`,
        )
  }</td></tr>
`,
)}</tbody></table>`;
}
