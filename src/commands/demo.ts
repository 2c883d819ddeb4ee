import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Collection } from '../collect/collect.ts';
import type { Composition } from '../compose/compose.ts';
import { readerView } from '../compose/reader-view.ts';
import type { Config } from '../config/config.ts';
import { startStandInRobot } from '../deliver/stand-in-robot.ts';
import { composeSlot, decisionsOf, storeEdition } from '../edition.ts';
import type { Clock, FeedOutcome } from '../model.ts';
import type { Decisions } from '../store/store.ts';
import type { App, ExitCode } from './app.ts';
import { dueSlot } from './slot.ts';

/** The morning on which the demo plays. */
const morning = new Date('2026-01-15T09:00:00+08:00');
const feedsFolder = join(dirname(fileURLToPath(import.meta.url)), 'demo', 'feeds');

/** The whole job on sample feeds and a stand-in robot inside this process: no network, no configuration, nothing left. */
export async function demo(app: App): Promise<ExitCode> {
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'ai-news-digest-demo-'));
  const clock = clockFrom(morning, app.clock);
  const robot = await startStandInRobot({ clock });
  const server = await serveFeeds();
  try {
    await writeFile(join(folder, 'feeds.yaml'), await feedsYaml(server));
    await mkdir(join(folder, 'data'));
    const there = await app.within({
      cwd: folder,
      env: { FEEDS_FILE: 'feeds.yaml', DATA_DIR: 'data', WECOM_WEBHOOK_URL: robot.url, LOG_LEVEL: 'silent' },
      clock,
    });
    const shown = await deliverOnce(there);
    const again = await deliverOnce(there);
    for (const line of story(shown, again, robot.received.length, app.terminal.columns)) app.terminal.print(line);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    app.terminal.print(
      `\n用了 ${seconds} 秒。接下来：\n  npm run preview   用今天的真新闻看看会发什么（不会发到任何群）\n  npm run setup     填群机器人地址，发一条测试消息`,
    );
    return shown.exitCode;
  } finally {
    server.close();
    server.closeAllConnections();
    await robot.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Shown {
  readonly collection: Collection;
  readonly composition: Composition;
  readonly decisions: Decisions;
  readonly exitCode: ExitCode;
}

/** What `run` does, keeping what it saw. The second time nothing is new, so that it shows what is not told twice. */
async function deliverOnce(app: App): Promise<Shown> {
  const { config } = await app.loadConfig();
  const settings = soleDigest(config);
  const store = await app.openStore(config);
  try {
    const collection = await app.collect(config, store, { everyFeed: true });
    const instant = app.clock.now();
    const composition = await composeSlot({
      config,
      settings,
      store,
      slot: dueSlot(config, settings, instant),
      instant,
      late: false,
      feedOutcomes: collection.outcomes,
      limits: app.limits,
    });
    const decisions = decisionsOf(composition, config.feeds);
    await storeEdition({ store, composition, decisions, composedAt: instant, further: false, toBody: app.toBody });
    const deliverer = await app.deliverer(config, store, () => undefined);
    const { exitCode: code } = await deliverer.drain({ signal: app.signal });
    return { collection, composition, decisions, exitCode: code };
  } finally {
    await store.close();
  }
}

function soleDigest({ digests: [first] }: Config) {
  if (first === undefined) throw new Error('The demo has a digest.');
  return first;
}

// ── What the demo says ──────────────────────────────────────────────────────────────────────────────

function* story(shown: Shown, again: Shown, received: number, columns: number): Generator<string> {
  const { collection, composition, decisions } = shown;
  const { coverage } = composition.digest;
  const { outcomes } = collection;
  const read = outcomes.filter((outcome) => outcome.kind === 'read');
  const items = read.reduce((sum, outcome) => sum + outcome.items, 0);
  const offTopic = decisions.dropped.filter(({ rule }) => rule === 'topic').length;
  yield `演示：${outcomes.length} 个示例源（内容都是虚构的）→ 一条日报 → 一个假的群机器人。\n不联网，不读配置，不留文件。\n`;
  yield `收集   ${read.length}/${outcomes.length} 个源 · ${items} 条`;
  for (const outcome of outcomes) for (const line of troubles(outcome)) yield line;
  yield `整理   ${coverage.items} 条 → AI 话题 ${coverage.items - offTopic} 条 → 选出 ${decisions.stories.length} 件事`;
  const [message] = composition.messages;
  yield `发送   ${received} 条消息，${message?.bytes ?? 0} / 4096 字节，机器人答 errcode 0`;
  yield '\n群里会看到：\n';
  for (const sent of composition.messages) yield readerView(sent, { columns: columns - 4 }).replace(/^/gm, '  │ ');
  yield '\n它做对了什么：';
  yield* achievements(decisions);
  yield `  不重发    再跑一遍：选出 ${again.decisions.stories.length} 条，什么也没有再发（机器人一共收到 ${received} 条）`;
}

function troubles(outcome: FeedOutcome): readonly string[] {
  if (outcome.kind === 'failed')
    return [`       x ${outcome.feed.name}  ${outcome.failure.what['zh-CN']}；其余的源不受影响`];
  if (outcome.kind !== 'read') return [];
  return outcome.problems.map(
    (problem) => `       ! ${outcome.feed.name}  ${problem['zh-CN']}，读出 ${outcome.items} 条`,
  );
}

function* achievements({ stories, dropped }: Decisions): Generator<string> {
  const merged = stories.toSorted((a, b) => b.items.length - a.items.length)[0];
  if (merged !== undefined && merged.items.length > 1) {
    yield `  合并      “${merged.title}”：${merged.items.length} 条报道合成一条（${merged.items.map(({ feed }) => feed).join('、')}）`;
  }
  const sibling = stories.find(({ title }) => title.includes('Nova 3 mini'));
  if (sibling !== undefined) yield `  不合并    “${sibling.title}”：型号不同，是另一件事`;
  const roundup = dropped.find(({ rule }) => rule === 'roundup');
  if (roundup !== undefined) yield `  不收      “${roundup.title}”：${roundup.why}`;
  const [first] = stories;
  if (first === undefined) return;
  const reasons = first.reasons
    .map(({ points, why }) => `${why} ${points < 0 ? '−' : '+'}${Math.abs(points)}`)
    .join(' · ');
  yield `  排第一    ${reasons} = ${first.score.toFixed(1)}`;
}

// ── The sample world ────────────────────────────────────────────────────────────────────────────────

interface SampleFeed {
  readonly file: string;
  readonly name: string;
  readonly topic: 'ai' | 'general';
  readonly language: 'zh' | 'en';
  readonly weight: number;
}

const samples: readonly SampleFeed[] = [
  { file: 'lumen-blog.atom', name: 'Lumen Blog', topic: 'ai', language: 'en', weight: 3 },
  { file: 'stardust-weekly.xml', name: '星尘周报', topic: 'ai', language: 'zh', weight: 2 },
  { file: 'example-finance.xml', name: '示例财经', topic: 'general', language: 'zh', weight: 1 },
  { file: 'example-wire.xml', name: 'Example Wire', topic: 'general', language: 'en', weight: 1 },
  { file: 'chenghai-news.json', name: '澄海科技', topic: 'ai', language: 'zh', weight: 2 },
  { file: 'north-shore-tech.xml', name: '北岸科技', topic: 'general', language: 'zh', weight: 1 },
  { file: 'harbor-review.atom', name: 'Harbor Review', topic: 'general', language: 'en', weight: 1 },
  { file: 'polar-lab.xml', name: 'Polar Lab', topic: 'ai', language: 'en', weight: 2 },
  { file: 'model-garden.json', name: 'Model Garden', topic: 'ai', language: 'en', weight: 1 },
  { file: 'orange-board.xml', name: 'Orange Board', topic: 'general', language: 'en', weight: 1 },
  { file: 'research-express.atom', name: '研究速递', topic: 'ai', language: 'zh', weight: 1 },
];

const contentTypes: Readonly<Record<string, string>> = {
  atom: 'application/atom+xml; charset=utf-8',
  xml: 'application/rss+xml; charset=utf-8',
  json: 'application/feed+json',
};

/** Serves the sample feeds on a loopback port. */
export async function serveFeeds(): Promise<Server> {
  const bodies = new Map<string, Buffer>();
  for (const file of await readdir(feedsFolder)) bodies.set(`/${file}`, await readFile(join(feedsFolder, file)));
  const server = createServer((request, response) => {
    const body = bodies.get(request.url ?? '');
    const type = contentTypes[request.url?.split('.').at(-1) ?? ''] ?? 'text/plain';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body ?? 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** A feeds file like a user's (JSON is YAML); the last feed is dead. */
export async function feedsYaml(server: Server): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const feeds = samples.map(({ file, ...feed }) => ({ url: `http://127.0.0.1:${port}/${file}`, ...feed }));
  const dead = { url: `http://127.0.0.1:${await deadPort()}/feed`, name: '断线示例', topic: 'ai' };
  return JSON.stringify({
    collect: { timeout: '5s', perHost: 16 },
    digests: [{ id: 'daily', title: 'AI 新闻日报', maxMessages: 1, maxStories: 10 }],
    sections,
    feeds: [...feeds, dead],
  });
}

const sections = [
  { id: 'models', title: '模型与产品', match: ['发布', '开源', '模型', '平台', 'release', 'launch', 'model', 'runs'] },
  { id: 'companies', title: '公司与人物', match: ['融资', '收购', '公司', 'raises'] },
  { id: 'research', title: '研究与安全', match: ['论文', '研究', '安全', 'labels', 'injection', 'safety'] },
  { id: 'more', title: '更多' },
];

/** A port on which nothing listens any more. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Time goes on from that moment as it really does. */
function clockFrom(start: Date, real: Clock): Clock {
  const beganAt = real.now().getTime();
  return { now: () => new Date(start.getTime() + real.now().getTime() - beganAt), sleep: real.sleep };
}
