import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collection } from '../collect/collect.ts';
import { readerView } from '../compose/reader-view.ts';
import { firstDigest } from '../config/feeds-of.ts';
import { bodiesFor } from '../deliver/rooms/rooms.ts';
import { startDemoRobot } from '../demo/demo-robot.ts';
import { openSampleWorld } from '../demo/sample-world.ts';
import { startStandInModel } from '../demo/stand-in-model.ts';
import { type ComposedSlot, decisionsOf, storeEdition } from '../edition/edition.ts';
import { outlookOf, shownSlot } from '../edition/outlook.ts';
import { closeAfter } from '../ground/close-after.ts';
import type { ExitCode } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Clock, FeedOutcome, Language, TextAnswer } from '../model.ts';
import { reasonsLine } from '../show/reasons.ts';
import { refusalText } from '../show/refused-answers.ts';
import type { Decisions } from '../store/store.ts';
import type { App } from './app.ts';

/** The time at which the demo starts. */
const morning = new Date('2026-01-15T09:00:00+08:00');

export interface DemoOptions {
  /** Of the digest and of the output. @default the terminal's */
  readonly lang?: Language;
}

/** Runs the whole job on sample feeds and a stand-in robot in this process, and leaves no files behind. */
export async function demo(app: App, options: DemoOptions = {}): Promise<ExitCode> {
  const language = options.lang ?? app.terminalLanguage;
  const say = sayIn(language);
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'ai-news-digest-demo-'));
  const clock = clockFrom(morning, app.clock);
  const robot = await startDemoRobot();
  const model = await startStandInModel();
  const world = await openSampleWorld(folder, language);
  try {
    await mkdir(join(folder, 'data'));
    const there = await app.within({
      cwd: folder,
      env: {
        ...{ FEEDS_FILE: 'feeds.yaml', DATA_DIR: 'data', WECOM_WEBHOOK_URL: robot.url, LOG_LEVEL: 'silent' },
        ...{ LLM_BASE_URL: model.baseUrl, LLM_MODEL: 'stand-in' },
      },
      clock,
    });
    const shown = await deliverOnce(there);
    const received = robot.received();
    await deliverOnce(there);
    const repeated = robot.received() - received;
    for (const line of story(shown, { received, repeated, columns: app.terminal.columns, language }))
      app.terminal.print(line);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    app.terminal.print(
      say(
        `\n用了 ${seconds} 秒。接下来：\n  ${digestCommand} preview   用今天的真新闻看看会发什么（不会发到任何群）\n  ${digestCommand} setup     填群机器人地址，发一条测试消息`,
        `\nIt took ${seconds} s. Next:\n  ${digestCommand} preview   shows a digest of today's real news (nothing is sent)\n  ${digestCommand} setup     asks for the robot's address and sends a test message`,
      ),
    );
    return shown.exitCode;
  } finally {
    await world.close();
    await model.close();
    await robot.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Shown {
  readonly collection: Collection;
  readonly composition: ComposedSlot;
  readonly decisions: Decisions;
  readonly exitCode: ExitCode;
}

/** Does what `run` does, and keeps the results for the output. */
async function deliverOnce(app: App): Promise<Shown> {
  const { config } = await app.loadConfig();
  const settings = firstDigest(config);
  return closeAfter(app.openStore(config), async (store) => {
    const collection = await app.collect(config, store, { everyFeed: true });
    const instant = app.clock.now();
    const outlook = await outlookOf(config, settings, { store, now: instant });
    const slot = outlook.due ?? outlook.sentToday?.slot ?? shownSlot(outlook, settings);
    const feedOutcomes = collection.outcomes;
    const composition = await app.compose(config, store, { settings, slot, instant, feedOutcomes });
    const decisions = decisionsOf(composition, config.feeds);
    await storeEdition({ store, config, settings, composition, composedAt: instant, number: 1, bodiesFor });
    const readConfig = () => config;
    const deliverer = await app.deliverer(readConfig, store, () => undefined);
    const { exitCode } = await deliverer.drain({ signal: app.signal });
    return { collection, composition, decisions, exitCode };
  });
}

// ── The output ──────────────────────────────────────────────────────────────────────────────────────

interface Seen {
  /** Messages in the group after the first run, and how many the second run added. */
  readonly received: number;
  readonly repeated: number;
  readonly columns: number;
  readonly language: Language;
}

function* story(shown: Shown, { received, repeated, columns, language }: Seen): Generator<string> {
  const say = sayIn(language);
  const { collection, composition, decisions } = shown;
  const { coverage } = composition.digest;
  const { outcomes } = collection;
  const read = outcomes.filter((outcome) => outcome.kind === 'read');
  const items = read.reduce((sum, outcome) => sum + outcome.items, 0);
  const onTopic = coverage.items - decisions.dropped.filter(({ rule }) => rule === 'topic').length;
  const bytes = composition.messages[0]?.bytes ?? 0;
  yield say(
    `演示：${outcomes.length} 个示例源（内容都是虚构的）→ 一条日报 → 一个假的群机器人。\n不联网，不读配置，不留文件。\n`,
    `Demo: ${counted(outcomes.length, 'sample feed')} (all invented) → one digest → a stand-in for the group's robot.\nIt uses no network and no configuration, and leaves no files behind.\n`,
  );
  yield say(
    `收集   ${read.length}/${outcomes.length} 个源 · ${items} 条`,
    `Collect  ${read.length}/${outcomes.length} feeds · ${counted(items, 'item')}`,
  );
  for (const outcome of outcomes) for (const line of troubles(outcome, language)) yield line;
  yield say(
    `整理   ${coverage.items} 条 → AI 话题 ${onTopic} 条 → 选出 ${decisions.stories.length} 件事`,
    `Compose  ${counted(coverage.items, 'item')} → ${onTopic} about AI → ${counted(decisions.stories.length, 'story')}`,
  );
  yield say(
    `发送   ${received} 条消息，${bytes} / 4096 字节，机器人答 errcode 0`,
    `Deliver  ${received} message, ${bytes} / 4096 bytes, the robot answers errcode 0`,
  );
  yield say('\n群里会看到：\n', '\nThe group sees:\n');
  for (const sent of composition.messages) yield readerView(sent, { columns: columns - 4 }).replace(/^/gm, '  │ ');
  yield say('\n它做对了什么：', '\nWhat it got right:');
  yield* achievements(decisions, say);
  yield* rewordings(composition.text, language);
  yield repeated === 0
    ? say(
        '  不重发    再跑一遍：这一期已经发过，什么也没有再发',
        '  not twice   a second run sent nothing: the edition was already delivered',
      )
    : say(`  重发了    再跑一遍又发了 ${repeated} 条`, `  REPEATED    a second run sent ${repeated} more`);
}

function troubles(outcome: FeedOutcome, language: Language): readonly string[] {
  const say = sayIn(language);
  if (outcome.kind === 'failed') {
    const { feed, failure } = outcome;
    return [
      `       x ${feed.name}  ${failure.what[language]}${say('；其余的源不受影响', '; the other feeds are not affected')}`,
    ];
  }
  if (outcome.kind !== 'read') return [];
  return outcome.problems.map(
    (problem) =>
      `       ! ${outcome.feed.name}  ${problem[language]}${say(`，读出 ${outcome.items} 条`, `; ${counted(outcome.items, 'item')} read`)}`,
  );
}

function* achievements({ stories, dropped }: Decisions, say: Say): Generator<string> {
  const merged = stories.toSorted((a, b) => b.items.length - a.items.length)[0];
  if (merged !== undefined && merged.items.length > 1) {
    const feeds = merged.items.map(({ feed }) => feed).join(say('、', ', '));
    yield say(
      `  合并      “${merged.title}”：${merged.items.length} 条报道合成一条（${feeds}）`,
      `  merged      "${merged.title}": ${merged.items.length} reports in one story (${feeds})`,
    );
  }
  const sibling = stories.find(({ title }) => title.includes('Nova 3 mini'));
  if (sibling !== undefined) {
    yield say(
      `  不合并    “${sibling.title}”：型号不同，是另一件事`,
      `  separate    "${sibling.title}": another model, so another story`,
    );
  }
  const roundup = dropped.find(({ rule }) => rule === 'roundup');
  if (roundup !== undefined) {
    yield say(`  不收      “${roundup.title}”：${roundup.why}`, `  left out    "${roundup.title}": ${roundup.why}`);
  }
  const [first] = stories;
  if (first === undefined) return;
  const points = `${reasonsLine(first.reasons)} = ${first.score.toFixed(1)}`;
  yield say(`  排第一    ${points}`, `  first       ${points}`);
}

/** The translations of the stand-in language model, and those that the gate refused. */
function* rewordings(text: TextAnswer | undefined, language: Language): Generator<string> {
  const say = sayIn(language);
  const translated = [...(text?.headlines ?? [])].filter(([, { headline }]) => headline !== undefined);
  if (translated.length > 0) {
    yield say(
      `  翻译      ${translated.length} 条外文标题由（假的）语言模型译成中文，注明“译”；没有模型就是原标题`,
      `  translated  ${counted(translated.length, 'title')} by a (stand-in) language model; without one you see the originals`,
    );
  }
  for (const refused of text?.refused ?? []) {
    const why = refusalText(refused, language);
    yield say(
      `  不采用    “${refused.title}”的译文：${why}，照发原标题`,
      `  not used    the translation of "${refused.title}": ${why}; the original is sent`,
    );
  }
}

/** A clock that starts at `start` and runs at normal speed. */
function clockFrom(start: Date, real: Clock): Clock {
  const beganAt = real.now().getTime();
  return { now: () => new Date(start.getTime() + real.now().getTime() - beganAt), sleep: real.sleep };
}
