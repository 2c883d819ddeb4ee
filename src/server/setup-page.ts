/** Setup at the first start: without a robot's address the program serves only this page, behind a one-time password. */
import type { Done } from '../control/done.ts';
import { digestTitles } from '../control/first-setup.ts';
import { dayNames, languageNames } from '../control/settings.ts';
import { counted } from '../ground/counted.ts';
import type { Language, Phrase } from '../model.ts';
import { whyNoMessage } from '../show/preview-text.ts';
import { createBareServer, listen, type RunningServer } from './bare-server.ts';
import { modelField, providerField, radios, relayBox, roomKindsHint, roomSecretField } from './fields.ts';
import { type Html, html } from './html.ts';
import { icons, state } from './icons.ts';
import { brandMark } from './page.ts';
import { bubble, type PreviewOnPage } from './preview-page.ts';
import { createRateLimit } from './rate-limit.ts';
import { browserLanguage, textIn } from './request.ts';
import { createRoutes, type RoutesOptions } from './routes.ts';
import type { Visit } from './visit.ts';

/** Fields of the form that keep their earlier value when they are empty: addresses and secrets are not shown again. */
const keptFields = [
  'room',
  'address',
  'time',
  'days',
  'language',
  'alerts',
  'password',
  'modelKey',
  'roomSecret',
] as const;
const otherFields = ['modelAddress', 'modelName'] as const;

export type SetupForm = Readonly<Record<(typeof keptFields)[number] | (typeof otherFields)[number], string>> & {
  readonly isRelay: boolean;
};

export interface FormFault {
  readonly text: Phrase;
  /** A wrong value that is not shown again, so it must not be kept. */
  readonly secret?: 'address' | 'alerts' | 'password';
}

export interface SetupDesk {
  /** The first fault of the form; undefined when it can be written. */
  fault(form: SetupForm): FormFault | undefined;
  /** Sends a test message to the typed address. */
  test(form: SetupForm): Promise<Done>;
  /** Writes the files. */
  write(form: SetupForm): Promise<Done>;
  /** Asks the written language model one question. @returns why it cannot be used; undefined when it can, or is not set */
  askModel(): Promise<Phrase | undefined>;
  /** Reads the feeds and composes the next edition with the written settings. */
  preview(): Promise<PreviewOnPage>;
  /** Starts the worker and closes this server. */
  start(): void;
}

export interface SetupServerOptions extends Omit<RoutesOptions, 'level' | 'guests'> {
  readonly port: number;
  /** The settings in the files. An empty language is the language of the browser. */
  present(): { readonly time: string; readonly days: string; readonly language: Language | '' };
  readonly desk: SetupDesk;
}

/** @throws ListenError */
export async function startSetupServer(options: SetupServerOptions): Promise<RunningServer> {
  // Nobody has chosen a language yet, so the page speaks that of the browser. Only one person sets up the program.
  let language = options.language();
  const app = createBareServer({ ...options, language: () => language });
  app.addHook('onRequest', async ({ headers }) => {
    language = browserLanguage(headers['accept-language']) ?? language;
  });
  const routes = createRoutes(app, {
    ...options,
    language: () => language,
    guests: createRateLimit(() => options.now()),
    level: async () => 'amber',
  });
  let draft = merged(options.present(), new FormData());
  let tested: Done | undefined;
  let modelFault: Phrase | undefined;
  let written = false;
  app.get('/healthz', async (_request, reply) => reply.send({ status: 'ok', setup: true }));
  app.get('/', async (_request, reply) => reply.redirect('/setup', 302));
  routes.page('/setup', async (visit) => {
    if (!visit.mayChange) return { kind: 'go', to: '/login?next=/setup' };
    if (written && visit.query.step !== '1') return previewPage(await options.desk.preview(), modelFault, visit);
    return formPage({ draft, tested, fault: undefined }, visit);
  });
  /** Adds the form to the draft. @returns its fault */
  const take = (form: FormData): Phrase | undefined => {
    draft = merged(draft, form);
    const { text, secret } = options.desk.fault(draft) ?? {};
    if (secret !== undefined) draft = { ...draft, [secret]: '' };
    return text;
  };
  routes.change('/setup/test', async (visit, form) => {
    const fault = take(form);
    tested = fault === undefined ? await options.desk.test(draft) : undefined;
    return formPage({ draft, tested, fault }, visit);
  });
  routes.change('/setup/write', async (visit, form) => {
    const fault = take(form);
    if (fault !== undefined) return formPage({ draft, tested, fault }, visit);
    const result = await options.desk.write(draft);
    if (result.kind === 'refused') return formPage({ draft, tested, fault: result.fault }, visit);
    written = true;
    modelFault = await options.desk.askModel();
    return { kind: 'go', to: '/setup', did: result.did };
  });
  routes.change('/setup/start', async (visit) => {
    if (!written) return { kind: 'go', to: '/setup' };
    setTimeout(options.desk.start, 500);
    const { say } = visit;
    return visit.page({
      title: say('开始了', 'Started'),
      place: undefined,
      isSetup: true,
      body: html`${brandMark(options.digests()[0]?.title ?? '')}<div class="group"><h1>${say('开始了', 'Started')}</h1><p class="quiet">${say('程序在启动，几秒后打开', 'The program is starting. In a few seconds open ')}<a href="/">${say('“现在”那一页', 'the page "now"')}</a>${say('。', '.')}</p></div>`,
    });
  });
  return listen(app, options);
}

/** Merges the form with earlier input. */
function merged(draft: Partial<SetupForm>, form: FormData): SetupForm {
  const typed = (name: keyof SetupForm) => textIn(form, name).trim();
  const fields = [
    ...keptFields.map((name) => [name, typed(name) || (draft[name] ?? '')]),
    ...otherFields.map((name) => [name, typed(name)]),
  ];
  return { ...Object.fromEntries(fields), isRelay: textIn(form, 'relay') === '1' };
}

interface Shown {
  readonly draft: SetupForm;
  readonly tested: Done | undefined;
  readonly fault: Phrase | undefined;
}

function formPage({ draft, tested, fault }: Shown, visit: Visit) {
  const { say, language, form } = visit;
  const typed = say('已经填过；不填就用刚才的', 'already entered; leave empty to keep it');
  const secret = (value: string) =>
    html` type="password" autocomplete="off"${value !== '' && html` placeholder="${typed}"`}`;
  const choices = (names: Readonly<Record<string, Phrase>>) =>
    Object.entries(names).map(([value, words]) => ({ value, words: words[language] }));
  const [days, languages] = [choices(dayNames), choices(languageNames)];
  const body = html`${brandMark(digestTitles[language])}
<div class="group"><h1>${say('三步，明天早上群里就有日报', 'Three steps to a digest in the group')}</h1><p class="quiet">${say('日志里的口令已核对。填的内容只写在这台服务器上。', 'The one-time password was correct. Your input is stored only on this server.')}</p></div>
${fault !== undefined && html`<p class="said-so bad group" role="alert">${fault[language]}</p>`}
${form(
  '/setup/write',
  html`${step(
    tested?.kind === 'done' ? icons.done : '1',
    say('群机器人的地址', 'The address of the group’s robot'),
    html`<p class="hint">${say('企业微信群右上角 … → 消息推送（旧版叫“群机器人”）→ 添加 → 复制 Webhook 地址。不想打扰同事，可以先拉一个小群。', 'The WeCom group → … at the top right → message push (formerly “group robot”) → add → copy the webhook address. To avoid disturbing colleagues, create a small test group first.')}</p>
<div class="fields"><div class="field"><label for="room">${say('这个群叫什么', 'Name of the group')}</label><input id="room" name="room" class="mid" value="${draft.room}"></div>
<div class="field"><label for="address">${say('地址', 'Address')}</label><div class="row"><input id="address" name="address" aria-describedby="room-kinds"${secret(draft.address)}${draft.address === '' && html` required`}><button class="btn" formaction="/setup/test" formnovalidate>${say('测试消息', 'Test message')}</button></div>
<p class="hint" id="room-kinds">${roomKindsHint(say)}</p>${roomSecretField('roomSecret', say, secret(draft.roomSecret))}${relayBox(say, draft.isRelay)}
${tested !== undefined && html`<p role="status">${tested.kind === 'done' ? state('good', 'good', tested.did[language]) : html`<span class="wrong">${tested.fault[language]}</span>`}</p>`}</div></div>`,
    tested?.kind === 'done',
  )}
${step(
  '2',
  say('几点发，出了问题告诉谁', 'When to send it, and where to send alerts'),
  html`<div class="fields"><div class="two"><div class="field"><label for="time">${say('时间', 'Time')}</label><input id="time" name="time" class="short" value="${draft.time}"></div>
${radios('days', say('哪几天', 'Days'), days, { chosen: draft.days })}</div>
${radios('language', say('日报的语言', 'Language of the digest'), languages, { chosen: draft.language || language })}
<div class="field"><label for="alerts">${say('告警发到另一个群（可以不填）', 'Another group for alerts (optional)')}</label><input id="alerts" name="alerts"${secret(draft.alerts)}><p class="hint">${say('另一个机器人的地址。不填：出问题只写在“现在”那一页，没有人会收到消息。', 'The address of another robot. If empty, problems are shown only on the page "now", and nobody gets a message.')}</p></div>
<div class="field"><label for="password">${say('这个网页以后的密码（可以不填）', 'Password for these pages from now on (optional)')}</label><input id="password" name="password"${secret(draft.password)}><p class="hint">${say('不填：本机用每次启动写在日志里的口令；在容器里就用刚才这个口令。', 'If empty: each start writes a one-time password to the log; in a container the one that you just used stays valid.')}</p></div>
<details${draft.modelAddress !== '' && html` open`}><summary class="btn">${say('接一个语言模型，英文标题译成中文（可以不接）…', 'Set a language model to translate titles (optional)…')}</summary><div class="ask">${providerField({ id: 'modelAddress', name: 'modelAddress', value: draft.modelAddress }, visit)}${modelField({ id: 'modelName', name: 'modelName', value: draft.modelName }, visit)}<div class="field"><label for="modelKey">${say('密钥', 'Key')}</label><input id="modelKey" name="modelKey"${secret(draft.modelKey)}></div></div></details></div>`,
)}
${step('3', say('看看会发什么', 'See what would be sent'), html`<p class="hint">${say('写好设置，读一遍新闻，排出下一期，要一分钟左右。这一步什么也不发。', 'This writes the settings, reads the feeds and composes the next edition, which takes about a minute. Nothing is sent.')}</p><div class="acts"><button class="btn main">${say('写好设置，看看下一期', 'Write the settings and see the next edition')}</button></div>`)}`,
)}`;
  return visit.page({
    title: say('第一次设置', 'Setup'),
    place: undefined,
    body,
    isSetup: true,
    status: fault === undefined ? 200 : 422,
  });
}

function step(number: Html | string, title: string, inside: Html, isDone = false): Html {
  return html`<section class="step${isDone && ' done'}"><span class="n" aria-hidden="true">${number}</span><h2>${title}</h2>${inside}</section>`;
}

function previewPage(preview: PreviewOnPage, modelFault: Phrase | undefined, visit: Visit) {
  const { say, form, when } = visit;
  const { settings, slot, composition } = preview;
  const { coverage } = composition.digest;
  const at = when(slot.instant);
  const body = html`${brandMark(settings.title)}
<div class="group"><h1>${say(`${at} 会这样发`, `The digest of ${at} would look like this`)}</h1><p class="quiet">${say(`刚从 ${coverage.feedsRead}/${coverage.feeds} 个源读到 ${coverage.items} 条；到时候会有新的进来。`, `Based on ${counted(coverage.items, 'item')} of ${coverage.feedsRead}/${coverage.feeds} feeds; by then there will be newer ones.`)}</p></div>
${modelFault !== undefined && html`<p class="said-so bad group" role="alert">${say('语言模型现在不能用，标题会是原文：', 'The language model cannot be used, so titles will not be translated: ')}${modelFault[visit.language]}</p>`}
${composition.reports.map((report) => html`<p class="said-so bad">${report[visit.language]}</p>`)}
${composition.messages.length === 0 && html`<p class="said-so bad">${whyNoMessage(composition)[visit.language]}</p>`}
<section class="chat group">${composition.messages.map((message) => bubble(message, settings.title))}</section>
<div class="acts">${form('/setup/start', html`<button class="btn main">${say('就这样，开始', 'Looks good, start')}</button>`)}<a class="btn" href="/setup?step=1">${say('再改改', 'Change something')}</a></div>`;
  return visit.page({ title: say('第一次设置', 'Setup'), place: undefined, body, isSetup: true });
}
