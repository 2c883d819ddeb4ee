/** The settings of a digest: present values, a review of changes before saving, and an undo. */
import type { PlannedSettings, SettingsFields } from '../control/settings.ts';
import type { SettingsDesk, SettingsView, WordSetting } from '../control/settings-desk.ts';
import { refusal } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import { answerEdit, answerOf, registerEdit } from './edit-answer.ts';
import {
  chooseDigest,
  hidden,
  modelField,
  providerField,
  radios,
  relayBox,
  roomKindsHint,
  roomSecretField,
  select,
  typedAddress,
} from './fields.ts';
import { type Html, html } from './html.ts';
import { textIn } from './request.ts';
import type { Routes } from './routes.ts';
import type { ChangeAnswer, Visit } from './visit.ts';

export function registerSettings(routes: Routes, settings: SettingsDesk): void {
  routes.page('/settings', async (visit) => {
    const [view, stamp] = await Promise.all([settings.view(visit.query.digest), settings.stamp(visit.query.digest)]);
    return view === undefined
      ? { kind: 'missing' }
      : settingsPage(view, { stamp, fields: {}, planned: undefined }, visit);
  });
  routes.change('/settings/review', async (visit, form) => {
    const id = textIn(form, 'digest');
    const fields = fieldsOf(form);
    const [view, planned] = await Promise.all([settings.view(id), settings.plan(id, fields)]);
    if (view === undefined) return { kind: 'missing' };
    return settingsPage(view, { stamp: textIn(form, 'stamp'), fields, planned }, visit);
  });
  const to = (form: FormData) => pageOfDigest(textIn(form, 'digest'));
  registerEdit(routes, '/settings/save', {
    to,
    edit: (form, stamp) => settings.save(textIn(form, 'digest'), fieldsOf(form), stamp),
  });
  registerEdit(routes, '/settings/word', {
    to,
    edit(form, stamp) {
      const days = Number(textIn(form, 'days'));
      const word = { ...wordOf(form), days: days > 0 ? days : undefined, points: 1 };
      return settings.word(textIn(form, 'digest'), word, stamp);
    },
  });
  registerEdit(routes, '/settings/unword', {
    to,
    edit: (form, stamp) => settings.dropWord(textIn(form, 'digest'), wordOf(form), stamp),
  });
  registerEdit(routes, '/settings/undo', { to, edit: () => settings.undo() });
  routes.change('/settings/name', async (_visit, form) =>
    answerOf(await settings.nameRoom(textIn(form, 'room'), textIn(form, 'name')), '/settings#where'),
  );
  routes.change('/settings/room', async (visit, form) => {
    const id = textIn(form, 'digest');
    const room = { name: textIn(form, 'name').trim(), ...typedAddress(form) };
    const edited = await settings.addRoom(id, room, textIn(form, 'stamp'));
    // The address is not repeated in the conflict page.
    const kept = new FormData();
    for (const name of ['digest', 'name', 'relay']) kept.set(name, textIn(form, name));
    return answerEdit(edited, { to: pageOfDigest(id), action: '/settings/room', form: kept }, visit);
  });
  routes.change('/settings/model', async (_visit, form) => {
    const set = await settings.model({
      address: textIn(form, 'address').trim(),
      name: textIn(form, 'model').trim(),
      key: textIn(form, 'key').trim(),
    });
    if (set.kind === 'refused') return answerOf(set, modelPlace);
    const asked = await settings.askModel();
    return { ...answerOf(set, modelPlace), ...(asked && { ...asked, said: lines(set.did, asked.said) }) };
  });
  routes.change('/settings/model/ask', async () => ({ kind: 'go', to: modelPlace, ...(await settings.askModel()) }));
}

const modelPlace = '/settings#model';

function lines(first: Phrase, second: Phrase): Phrase {
  return phrase(`${first['zh-CN']}\n${second['zh-CN']}`, `${first.en}\n${second.en}`);
}

function pageOfDigest(id: string): string {
  return `/settings?digest=${encodeURIComponent(id)}`;
}

function wordOf(form: FormData): Pick<WordSetting, 'word' | 'kind'> {
  return { word: textIn(form, 'word'), kind: textIn(form, 'kind') === 'boost' ? 'boost' : 'mute' };
}

/** The fields of the settings, without those of the page itself. */
function fieldsOf(form: FormData): SettingsFields {
  const own = new Set(['form', 'stamp', 'digest']);
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => (own.has(name) || typeof value !== 'string' ? [] : [[name, value]])),
  );
}

interface Shown {
  readonly stamp: string;
  /** The typed values; empty: the present ones. */
  readonly fields: SettingsFields;
  readonly planned: PlannedSettings | undefined;
}

function settingsPage(view: SettingsView, shown: Shown, visit: Visit): ChangeAnswer {
  const { say } = visit;
  const parts = [
    ['when', say('几点发', 'When')],
    ['how', say('写多少', 'Content')],
    ...(view.sections.length === 0 ? [] : [['sections', say('栏目', 'Sections')] as const]),
    ['where', say('发到哪里', 'Where to')],
    ['words', say('屏蔽和关注', 'Words')],
    ['model', say('翻译和概括', 'Language model')],
  ] as const;
  const body = html`<div class="with-toc"><nav class="toc" aria-label="${say('这一页', 'This page')}">${parts.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav><div>
<h1>${say('设置', 'Settings')}</h1>
${view.digests.length > 1 && html`<p class="group">${chooseDigest(view.digests, view.digest.id, pageOfDigest)}</p>`}
${pendingPart(view, shown, visit)}
${visit.form(
  '/settings/review',
  html`${hiddenOf(view, shown)}${whenPart(view, shown, visit)}${howPart(view, shown, visit)}${sectionsPart(view, shown, visit)}`,
)}
${roomsPart(view, shown, visit)}
${wordsPart(view, shown, visit)}
${modelPart(view, visit)}
${undoPart(view, visit)}
</div></div>`;
  return visit.page({
    title: say('设置', 'Settings'),
    place: 'settings',
    body,
    status: shown.planned?.ok === false ? 422 : 200,
  });
}

function hiddenOf({ digest }: SettingsView, { stamp }: Shown): Html {
  return html`${hidden('stamp', stamp)}${hidden('digest', digest.id)}`;
}

function pendingPart(view: SettingsView, shown: Shown, visit: Visit): Html | undefined {
  const { say, language, form } = visit;
  const { planned, fields } = shown;
  if (planned === undefined) return undefined;
  if (!planned.ok) {
    return html`<section class="stand bad" role="alert" id="faults"><h2>${say('还不能存', 'This cannot be saved yet')}</h2>${planned.faults.map((fault) => html`<p class="text">${refusal(fault)[language]}</p>`)}</section>`;
  }
  const { changes } = planned;
  if (changes.length === 0)
    return html`<section class="pending"><p>${say('没有改动。', 'Nothing was changed.')}</p></section>`;
  return html`<section class="pending" aria-live="polite"><h2>${say(`要改这 ${changes.length} 处`, `Pending changes: ${changes.length}`)}</h2>
<ul>${changes.map(
    ({ label, from, to, since }) =>
      html`<li>${label[language]}${say('：', ': ')}<span class="from">${from[language]}</span> → <b>${to[language]}</b>${since !== undefined && html`${say('，', ', ')}${since[language]}`}</li>`,
  )}</ul>
<div class="acts">${form(
    '/settings/save',
    html`${hiddenOf(view, shown)}${Object.entries(fields).map(([name, value = '']) => hidden(name, value))}<button class="btn main">${say('保存', 'Save')}</button>`,
  )}<a class="btn" href="${pageOfDigest(view.digest.id)}">${say('不改了', 'Cancel')}</a></div></section>`;
}

function part(id: string, title: string, hint: string, fields: Html): Html {
  return html`<section class="set part" id="${id}"><header><h2>${title}</h2><p class="small quiet">${hint}</p></header><div class="fields">${fields}</div></section>`;
}

function reviewButton({ say, mayChange }: Visit): Html | undefined {
  return mayChange ? html`<div><button class="btn">${say('看看改了什么', 'Review changes')}</button></div>` : undefined;
}

/** A line of text. If it is wrong, the list of faults says why. */
function line(name: string, label: string, present: string, { fields, planned }: Shown): Html {
  const isWrong = planned?.ok === false && planned.faults.some(({ field }) => field === name);
  return html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" class="mid" value="${fields[name] ?? present}"${isWrong && html` aria-invalid="true" aria-describedby="faults"`}></div>`;
}

function whenPart(view: SettingsView, shown: Shown, visit: Visit): Html {
  const { say } = visit;
  const { fields } = shown;
  return part(
    'when',
    say('几点发', 'When'),
    say('改动从下一期起算，不用重启。', 'Changes apply from the next edition, without a restart.'),
    html`<div class="two">${line('time', say('时间', 'Time'), view.time, shown)}${line('timezone', say('时区', 'Time zone'), view.digest.timezone, shown)}</div>
${radios('days', say('哪几天', 'Days'), view.choices.days, { chosen: fields.days ?? view.digest.days })}
${select('hold', say('发出前先给人看', 'Review before sending'), view.choices.hold, fields.hold ?? view.hold)}
${reviewButton(visit)}`,
  );
}

function howPart(view: SettingsView, shown: Shown, visit: Visit): Html {
  const { say } = visit;
  const { fields } = shown;
  return part(
    'how',
    say('写多少，怎么写', 'Content'),
    say('放不下的按分数从低往高去掉。', 'If stories do not fit, those with the lowest scores are left out.'),
    html`<div class="two">${line('maxStories', say('最多几条', 'Maximum number of stories'), `${view.digest.maxStories}`, shown)}
${select('language', say('语言', 'Language'), view.choices.language, fields.language ?? view.digest.language)}</div>
${radios('format', say('样子', 'Format'), view.choices.format, { chosen: fields.format ?? view.digest.format })}
${reviewButton(visit)}`,
  );
}

function sectionsPart({ sections }: SettingsView, { fields }: Shown, visit: Visit): Html | undefined {
  const { say } = visit;
  if (sections.length === 0) return undefined;
  return part(
    'sections',
    say('栏目', 'Sections'),
    say(
      '要闻按分数选；其余的看有没有这些词。一行可以写几个，用顿号分开。',
      'The top stories are chosen by score, the others by these words, separated by commas.',
    ),
    html`${sections.map(
      ({ id, title, words }) =>
        html`<div class="field"><label for="section-${id}">${title}</label><textarea id="section-${id}" name="section-${id}" rows="2">${fields[`section-${id}`] ?? words}</textarea></div>`,
    )}${reviewButton(visit)}`,
  );
}

function roomsPart(view: SettingsView, shown: Shown, visit: Visit): Html {
  const { say, form, mayChange } = visit;
  const back = hidden('back', '/settings');
  return part(
    'where',
    say('发到哪里', 'Where to'),
    say('地址等于密码：只能换，看不到。', 'Addresses are secrets: you can replace them but not see them.'),
    html`<table class="lines"><thead><tr><th>${say('群', 'Group')}</th><th>${say('用来', 'For')}</th><th>${say('地址', 'Address')}</th><th><span class="hidden">${say('操作', 'Actions')}</span></th></tr></thead><tbody>
${view.rooms.map(({ webhook, name, use, kind }) => {
  const room = hidden('room', webhook);
  return html`<tr><td><b>${name}</b></td><td class="second quiet">${use}</td><td class="off quiet">${kind === undefined ? say('没有设置', 'not set') : say(`${kind}，已设置`, `${kind}, set`)}</td><td class="third num">${
    mayChange &&
    html`${kind !== undefined && form('/test', html`${back}${room}<button class="btn slim" aria-label="${say(`给${name}发测试消息`, `Send a test message to ${name}`)}">${say('测试消息', 'Test')}</button>`)}
<details><summary class="btn slim">${say('改…', 'Change…')}</summary>${form(
      '/robot',
      html`${back}${room}<div class="field"><label for="address-${webhook}">${say(`${name}的新地址`, `New address of ${name}`)}</label><input id="address-${webhook}" name="address" type="password" autocomplete="off" required></div>${roomSecretField(`secret-${webhook}`, say)}${relayBox(say)}<button class="btn">${say('换上', 'Replace')}</button>`,
      { className: 'ask' },
    )}${form(
      '/settings/name',
      html`${room}<div class="field"><label for="name-${webhook}">${say('这个群叫什么', 'Name of the group')}</label><input id="name-${webhook}" name="name" value="${name}" required></div><button class="btn">${say('改名', 'Rename')}</button>`,
      { className: 'ask' },
    )}</details>`
  }</td></tr>
`;
})}</tbody></table>${
      mayChange &&
      html`<details><summary class="btn">${say('加一个群…', 'Add a group…')}</summary>${form(
        '/settings/room',
        html`${hiddenOf(view, shown)}<div class="field"><label for="room-name">${say('这个群叫什么', 'Name of the group')}</label><input id="room-name" name="name" required></div><div class="field"><label for="room-address">${say('地址', 'Address')}</label><input id="room-address" name="address" type="password" autocomplete="off" required aria-describedby="room-kinds"><p class="hint" id="room-kinds">${roomKindsHint(say)}</p></div>${roomSecretField('room-secret', say)}${relayBox(say)}<button class="btn">${say('加上，下一期起发到这里', 'Add it, starting with the next edition')}</button>`,
        { className: 'ask' },
      )}</details>`
    }`,
  );
}

function wordsPart(view: SettingsView, shown: Shown, visit: Visit): Html {
  const { say, form, mayChange } = visit;
  const waiting =
    view.hold === '0m'
      ? ''
      : say(
          '已经排好、等人看的一期不变，到审稿页改。',
          ' An edition that waits for review stays as it is; change it there.',
        );
  return part(
    'words',
    say('屏蔽和关注', 'Muted and boosted words'),
    say(
      `有这个词，就不发，或更容易入选。${waiting}`,
      `News with a muted word is left out; news with a boosted word is more likely to be chosen.${waiting}`,
    ),
    html`${
      view.words.length > 0 &&
      html`<table class="lines"><thead><tr><th>${say('词', 'Word')}</th><th>${say('作用', 'Effect')}</th><th><span class="hidden">${say('操作', 'Actions')}</span></th></tr></thead><tbody>
${view.words.map(
  ({ word, kind, effect }) =>
    html`<tr><td><b>${word}</b></td><td class="second quiet">${effect}</td><td class="third num">${
      mayChange &&
      form(
        '/settings/unword',
        html`${hiddenOf(view, shown)}${hidden('kind', kind)}${hidden('word', word)}<button class="btn slim" aria-label="${say(`去掉 ${word}`, `Remove ${word}`)}">${say('去掉', 'Remove')}</button>`,
      )
    }</td></tr>
`,
)}</tbody></table>`
    }${form(
      '/settings/word',
      html`${hiddenOf(view, shown)}<div class="two"><div class="field"><label for="word">${say('加一个词', 'Add a word')}</label><input id="word" name="word" required></div>
<div class="field"><label for="until">${say('到什么时候（只对屏蔽）', 'Until (muted words only)')}</label><select id="until" name="days"><option value="0">${say('一直', 'for ever')}</option><option value="7">${say('7 天', '7 days')}</option><option value="30">${say('30 天', '30 days')}</option></select></div></div>
<div class="acts"><button class="btn" name="kind" value="mute">${say('屏蔽它', 'Mute it')}</button><button class="btn" name="kind" value="boost">${say('关注它', 'Boost it')}</button></div>`,
    )}`,
  );
}

function modelPart({ model }: SettingsView, visit: Visit): Html {
  const { say, form, mayChange } = visit;
  const slow = say('慢的模型要等到一分钟。', 'A slow model may take up to a minute.');
  return part(
    'model',
    say('翻译和概括', 'Language model'),
    say('不接也有日报，只是英文标题保持英文。', 'It is optional: without one, foreign titles are not translated.'),
    html`<p>${model === undefined ? say('没有接。', 'Not set.') : say(`${model.name}，在 ${model.address}${model.hasKey ? '，密钥已设置' : ''}`, `${model.name} at ${model.address}${model.hasKey ? ', key set' : ''}`)}</p>${
      mayChange &&
      html`<details><summary class="btn">${model === undefined ? say('接一个…', 'Set one…') : say('换一个…', 'Change it…')}</summary>${form(
        '/settings/model',
        html`${providerField({ id: 'model-address', name: 'address', value: model?.address ?? '', more: model === undefined ? '' : say('清空就不再用。', 'Leave empty to use none.') }, visit)}${modelField({ id: 'model-name', name: 'model', value: model?.name ?? '' }, visit)}<div class="field"><label for="model-key">${say('密钥', 'Key')}</label><input id="model-key" name="key" type="password" autocomplete="off" aria-describedby="key-hint"><p class="hint" id="key-hint">${model?.hasKey ? say('已设置；地址还是这一家，就不用再填。', 'Set. Leave empty to keep it, if the address stays with this provider.') : say('本机的模型一般不用填。', 'Usually not needed for a model on this machine.')}</p></div><button class="btn" aria-describedby="wait-hint">${say('保存并试问一句', 'Save and ask a test question')}</button><p class="hint" id="wait-hint">${slow}</p>`,
        { className: 'ask' },
      )}</details>${model !== undefined && form('/settings/model/ask', html`<button class="btn" aria-describedby="ask-hint">${say('试问一句', 'Ask a test question')}</button> <span class="hint" id="ask-hint">${slow}</span>`)}`
    }`,
  );
}

function undoPart({ undo, digest }: SettingsView, { say, language, when, form, mayChange }: Visit): Html | undefined {
  if (undo === undefined || !mayChange) return undefined;
  return html`<section class="part"><div class="head"><h2>${say('上次改动', 'The last change')}</h2><a href="/log">${say('操作记录', 'Changes')}</a></div><p>${when(undo.at)}${say('：', ': ')}${undo.did[language]}</p>${form(
    '/settings/undo',
    html`${hidden('digest', digest.id)}<button class="btn">${say('撤销这次改动', 'Undo')}</button>`,
    { className: 'acts' },
  )}</section>`;
}
