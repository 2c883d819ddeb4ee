import { checkTemplates } from '../compose/templates.ts';
import type { Config } from '../config/config.ts';
import { databaseVariable } from '../config/environment.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { problemWithoutPlace } from '../config/problem.ts';
import { checkOptionalAddresses, checkWebhooks, openPages } from '../config/webhooks.ts';
import { outlookOf } from '../edition/outlook.ts';
import { closeAfter } from '../ground/close-after.ts';
import { type ExitCode, exitCode, problemLines } from '../ground/command-error.ts';
import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Problem } from '../model.ts';
import { calendarEndingSoon } from '../schedule/workdays.ts';
import { heldSlots, outlookText, outlookView } from '../show/outlook.ts';
import { checkStorePlace } from '../store/sqlite-store.ts';
import { StoreError } from '../store/store-error.ts';
import type { App } from './app.ts';
import { templateProblems, withTrustedTemplates } from './requirements.ts';

/** Checks configuration and templates and prints all faults; online also the feeds and the robots' keys. */
export async function check(app: App, { online = false }: { readonly online?: boolean }): Promise<ExitCode> {
  const loaded = await app.reloadConfig();
  if (!loaded.ok) {
    const { problems, others } = loaded;
    app.terminal.note(problemLines([...problems, ...(others?.problems ?? [])], app.language));
    if (others?.warnings.length) app.terminal.note(warningLines(app, others.warnings));
    return exitCode.usage;
  }
  const { config } = loaded;
  const warnings = [...loaded.warnings(), ...openPages(config), ...calendarWarnings(config, app.clock.now())];
  const problems = [...checkWebhooks(config), ...checkOptionalAddresses(config), ...(await storeProblems(app, config))];
  if (problems.length > 0) app.terminal.note(problemLines(problems, app.language));
  if (warnings.length > 0) app.terminal.note(warningLines(app, warnings));
  if (problems.length === 0) app.terminal.print(await summary(app, config));
  const reachable = online ? await checkOnline(app, config) : true;
  return problems.length === 0 && reachable ? exitCode.ok : exitCode.usage;
}

/** Faults of the templates, and of the store if it cannot be opened. Nothing is created or changed. */
async function storeProblems(app: App, config: Config): Promise<readonly Problem[]> {
  const { environment } = config;
  try {
    checkStorePlace(environment);
    return await closeAfter(app.openScratchStore(config), async (store) => {
      await Promise.all([store.feedStates(), store.unfinished()]);
      const { problems } = await withTrustedTemplates(config, store);
      return problems.length > 0 ? problems : await templateProblems(config, store);
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const file = environment.database === 'sqlite' ? 'DATA_DIR' : databaseVariable;
    return [...checkTemplates(config.templates), problemWithoutPlace(file, error)];
  }
}

/** Warns when the public calendar ends soon. */
function calendarWarnings({ calendar, digests, reminders, environment }: Config, now: Date): readonly Problem[] {
  const rules = [...digests, ...reminders].map(({ days }) => days);
  const endsOn = calendarEndingSoon(calendar, rules, now.toISOString().slice(0, 10));
  if (endsOn === undefined) return [];
  const what = phrase(
    `workdays 的放假安排只到 ${endsOn}，之后按周一到周五算`,
    `the holidays of \`days: workdays\` are known until ${endsOn}; after that it means Monday to Friday`,
  );
  const remedy = phrase(
    '升级程序（国务院通常 11 月公布下一年的安排），或在 feeds.yaml 的 calendar 里手写',
    'upgrade (the State Council announces the next year in November), or list the days under `calendar` in feeds.yaml',
  );
  return [problemWithoutPlace(environment.feedsFile, { what, remedy })];
}

function warningLines({ language }: App, warnings: readonly Problem[]): string {
  return `${sayIn(language)('值得看一眼：', 'Warnings:')}\n${problemLines(warnings, language)}`;
}

async function summary(app: App, config: Config): Promise<string> {
  const { language, clock } = app;
  const say = sayIn(language);
  const file = config.environment.feedsFile;
  const enabled = config.feeds.filter((feed) => feed.enabled).length;
  const store = await app.openScratchStore(config);
  const [held, ...outlooks] = await Promise.all([
    heldSlots(store),
    ...config.digests.map((settings) => outlookOf(config, settings, { store, now: clock.now() })),
  ]).finally(() => store.close());
  const digests = config.digests.map((settings, index) => {
    const outlook = outlooks[index];
    const { id, timezone } = settings;
    const scope = { digestId: id, timezone, language, isOneOfSeveral: config.digests.length > 1, held };
    const coming = outlook === undefined ? '' : outlookText(outlookView(outlook), scope);
    const feeds = feedsOf(settings, config.feeds).length;
    return say(
      `日报     ${id} · ${feeds} 个源 · ${coming}（${timezone}）`,
      `Digest   ${id} · ${counted(feeds, 'feed')} · ${coming} (${timezone})`,
    );
  });
  const first = say(
    `配置     ${file} 没有问题 · ${enabled} 个源`,
    `Config   ${file} is fine · ${counted(enabled, 'feed')}`,
  );
  return [first, ...digests].join('\n');
}

async function checkOnline(app: App, config: Config): Promise<boolean> {
  const { checkFeeds, checkModels, checkRobots } = await import('./check-online.ts');
  const robots = await checkRobots(app, config);
  await checkModels(app, config);
  await checkFeeds(app, config);
  return robots;
}
