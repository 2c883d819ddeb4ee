import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { checkDigestWebhooks } from '../config/webhooks.ts';
import { composeSlot, decisionsOf, isBlind, storeEdition } from '../edition/edition.ts';
import { forcedSlot, type Outlook, outlookOf } from '../edition/outlook.ts';
import { CommandError, type ExitCode, exitCode, problemLines } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings, FeedOutcome, OutboxState, Phrase, Slot } from '../model.ts';
import { outlookText, outlookView } from '../show/outlook.ts';
import type { Edition, Store } from '../store/store.ts';
import type { App } from './app.ts';
import { drainForCommand, tellDrain } from './drain.ts';
import { showProgress } from './progress.ts';
import { recordChange } from './record-change.ts';
import { refuseBeforeFirstStore, refuseProblems, templateProblems, withTrustedTemplates } from './requirements.ts';
import { parseInstant, whichDigest } from './which-digest.ts';

export interface RunOptions {
  readonly digest?: string;
  readonly at?: string;
  readonly force?: boolean;
}

/** Collects, composes and delivers the edition due; on an unfinished one it resumes. */
export async function run(app: App, options: RunOptions): Promise<ExitCode> {
  const loaded = await app.loadConfig();
  const settings = whichDigest(loaded.config, options.digest);
  const given = options.at === undefined ? undefined : pastInstant(app, options.at);
  refuseBeforeFirstStore(loaded.config, checkDigestWebhooks(settings, loaded.config));
  const store = await app.openStore(loaded.config);
  try {
    const { config, problems } = await withTrustedTemplates(loaded.config, store);
    refuseProblems([...(await templateProblems(config, store)), ...checkDigestWebhooks(settings, config)]);
    if (problems.length > 0) app.terminal.note(problemLines(problems, app.language));
    const now = given ?? app.clock.now();
    const outlook = await outlookOf(config, settings, { store, now });
    const slot = outlook.due ?? (options.force ? forcedSlot(outlook, { config, settings, now }) : undefined);
    const [newest] = await store.editions({ digestId: settings.id, limit: 1 });
    const edition = slot === undefined ? newest : await store.edition(settings.id, slot.local);
    const draft = slot && (await store.draft(slot));
    if (draft?.decision === 'held' && options.force !== true) return toldHeld(app, draft.slot);
    if (edition === undefined || isFinished(edition)) {
      if (slot === undefined) return toldNothingDue(app, settings, outlook, edition);
      if (edition !== undefined && options.force !== true) return toldFinished(app, edition);
      const isForced = outlook.due === undefined;
      const number = (edition?.number ?? 0) + 1;
      const stored = await collectAndStore(app, { config, settings, store, given, slot, isForced, number });
      if (stored === 'no-news') return exitCode.failed;
      if (stored === 'stored' && options.force === true) {
        const did = forced(settings.id, slot.local, number);
        await recordChange(app, config, { command: 'run --force', did }, store);
      }
    }
    const result = await drainForCommand(app, config, store);
    await tellDrain(app, { store, config, result });
    return result.exitCode;
  } finally {
    await store.close();
  }
}

function forced(id: string, slot: string, number: number): Phrase {
  const edition = `${slot.replace('T', ' ')}${number === 1 ? '' : ` #${number}`}`;
  return phrase(`另编一期 ${id}：${edition}`, `made a further edition of ${id}: ${edition}`);
}

interface NewSlot {
  readonly config: Config;
  readonly settings: DigestSettings;
  readonly store: Store;
  /** The instant of `--at`; else now, taken once, after collecting. */
  readonly given: Date | undefined;
  /** As it was due before collecting. */
  readonly slot: Slot;
  /** Not due: asked for by `--force`. */
  readonly isForced: boolean;
  /** Which edition of the slot it will be. */
  readonly number: number;
}

async function collectAndStore(app: App, request: NewSlot): Promise<'stored' | 'taken' | 'no-news'> {
  const { config, settings, store, given, isForced, number } = request;
  // A draft goes out as it is: nothing that is read now would be in it.
  const isDrafted = number === 1 && (await store.draft(request.slot)) !== undefined;
  const { outcomes } = isDrafted
    ? { outcomes: [] }
    : await app.collect(config, store, { everyFeed: true, onProgress: showProgress(app) });
  const instant = given ?? app.clock.now();
  // The hour may have come while the feeds were read.
  const due = isForced ? undefined : (await outlookOf(config, settings, { store, now: instant })).due;
  const slot = due ?? request.slot;
  const composition = await composeSlot({
    config,
    settings,
    store,
    slot,
    instant,
    late: false,
    feedOutcomes: outcomes,
    limits: app.limits,
    number,
    model: await app.languageModel(config),
  });
  if (isBlind(composition)) {
    const own = new Set(feedsOf(settings, config.feeds).map(({ url }) => url));
    app.terminal.note(everyFeedFailed(outcomes.filter(({ feed }) => own.has(feed.url)))[app.language]);
    return 'no-news';
  }
  if (number > 1 && composition.digest.sections.length === 0) {
    app.terminal.note(nothingUntold[app.language]);
    return 'taken';
  }
  const stored = await storeEdition({
    store,
    composition,
    decisions: decisionsOf(composition, config.feeds),
    composedAt: app.clock.now(),
    number,
    config,
    settings,
    toBodies: (webhook, message) => app.toBodies(config, webhook, message),
  });
  return stored === undefined ? 'taken' : 'stored';
}

/** @throws CommandError as `parseInstant`, and when it is still to come: its slot would be taken before its news */
function pastInstant({ clock }: App, at: string): Date {
  const instant = parseInstant(at);
  if (instant <= clock.now()) return instant;
  throw new CommandError({
    'zh-CN': `${at} 还没有到，那一期不能现在发。想看它会是什么样：preview --at ${at}`,
    en: `${at} is still to come: its slot cannot be sent now. To see what it would be: preview --at ${at}`,
  });
}

function toldHeld({ terminal, language, environment }: App, { digestId, local }: Slot): ExitCode {
  const when = local.replace('T', ' ');
  const link = `${environment().pageUrl}/review`;
  terminal.note(
    sayIn(language)(
      `日报 ${digestId} 的 ${when} 这一期被扣住了，什么也不做。放行：${link}，或加 --force`,
      `Digest ${digestId} of ${when} is held by a person: nothing to do. To release it: ${link}, or add --force`,
    ),
  );
  return exitCode.ok;
}

/** Nothing of it waits any more. */
export function isFinished(edition: Edition): boolean {
  return edition.messages.every(({ state }) => state !== 'waiting' && state !== 'sending');
}

const nothingUntold = {
  'zh-CN': '没有还没讲过的新闻，所以没有再发一期。',
  en: 'There is no news that was not sent already, so no further edition was made.',
} as const;

/** Nothing is due: what was sent today, when the next one comes, and how to send one now. */
function toldNothingDue(
  { terminal, language }: App,
  settings: DigestSettings,
  outlook: Outlook,
  newest: Edition | undefined,
): ExitCode {
  const { sentToday } = outlook;
  // The newest edition of all is that of today, where today has one.
  if (sentToday !== undefined && newest?.messages.some(({ state }) => state !== 'accepted'))
    return toldFinished({ terminal, language }, newest);
  const say = sayIn(language);
  const coming = outlookText(outlookView(outlook), settings.timezone, language);
  const when = sentToday?.slot.local.replace('T', ' ');
  terminal.note(
    sentToday === undefined
      ? say(
          `日报 ${settings.id} 现在没有该发的一期。${coming}。要现在就发：加 --force`,
          `No edition of digest ${settings.id} is due: ${coming}. To send one now: add --force`,
        )
      : say(
          `日报 ${settings.id} 的 ${when} 这一期已经发过，什么也不做。${coming}。要再发一期（只含没讲过的）：加 --force`,
          `Digest ${settings.id} of ${when} is already delivered: nothing to do; ${coming}. A further edition of what is untold: add --force`,
        ),
  );
  return exitCode.ok;
}

/** What became of a slot that is not sent any more, and what to do where it is not what was meant. */
function toldFinished(
  { terminal, language }: Pick<App, 'terminal' | 'language'>,
  { digestId, slot, messages }: Edition,
): ExitCode {
  const say = sayIn(language);
  const when = slot.local.replace('T', ' ');
  const states = Map.groupBy(messages, ({ state }) => state);
  if (messages.every(({ state }) => state === 'accepted')) {
    terminal.note(
      say(
        `日报 ${digestId} 的 ${when} 这一期已经发过，什么也不做。要再发一期（只含没讲过的）：加 --force`,
        `Digest ${digestId} of ${when} is already delivered: nothing to do. A further edition of what is untold: add --force`,
      ),
    );
    return exitCode.ok;
  }
  const fates = [...states].map(([state, those]) => `${fateWords[state][language]} ${those.length}`);
  terminal.note(
    say(
      `日报 ${digestId} 的 ${when} 这一期没有全部送达：${fates.join('，')}。它不会自己再发。`,
      `Digest ${digestId} of ${when} was not delivered whole: ${fates.join(', ')}. It is not sent again by itself.`,
    ),
  );
  if (states.has('refused') || states.has('given-up')) {
    terminal.note(
      say(
        '怎么办：加 --force 再编一期，没送达的新闻会在里面。',
        'To do: add --force for a further edition; it contains the stories that did not arrive.',
      ),
    );
  }
  if (states.has('unsure')) {
    terminal.note(
      say(
        `怎么办：看一眼群里；没收到就原样再发：${digestCommand} digests resend ${slot.local}`,
        `To do: look into the group; if it is not there, send it again: ${digestCommand} digests resend ${slot.local}`,
      ),
    );
  }
  return exitCode.failed;
}

const fateWords: Readonly<Record<OutboxState, Phrase>> = {
  accepted: { 'zh-CN': '送达', en: 'delivered' },
  refused: { 'zh-CN': '被拒收', en: 'refused' },
  unsure: { 'zh-CN': '不知是否送达', en: 'fate unknown' },
  'given-up': { 'zh-CN': '放弃', en: 'given up' },
  waiting: { 'zh-CN': '还在等', en: 'waiting' },
  sending: { 'zh-CN': '还在等', en: 'waiting' },
};

function everyFeedFailed(outcomes: readonly FeedOutcome[]) {
  const example = outcomes.find((outcome) => outcome.kind === 'failed');
  return {
    'zh-CN':
      `${outcomes.length} 个源全部读不到，以前也没有存下可发的新闻，所以这一期没有发。` +
      (example === undefined ? '' : `\n例如 ${example.feed.name}：${example.failure.what['zh-CN']}`) +
      `\n怎么办：检查网络和代理（${digestCommand} check --online），再运行一次。`,
    en:
      `None of the ${outcomes.length} feeds could be read and nothing is stored from before, so nothing was sent.` +
      (example === undefined ? '' : `\nFor example ${example.feed.name}: ${example.failure.what.en}`) +
      `\nTo do: check the network and the proxy (${digestCommand} check --online), then run it again.`,
  };
}
