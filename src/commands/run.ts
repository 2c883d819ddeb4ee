import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { checkDigestWebhooks } from '../config/webhooks.ts';
import { bodiesFor } from '../deliver/rooms/rooms.ts';
import { isBlind, storeEdition } from '../edition/edition.ts';
import { forcedSlot, type Outlook, outlookOf } from '../edition/outlook.ts';
import { closeAfter } from '../ground/close-after.ts';
import { CommandError, type ExitCode, exitCode, problemLines } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings, FeedOutcome, Phrase, Slot } from '../model.ts';
import { isOnItsWay, statesText } from '../show/message-states.ts';
import { outlookText, outlookView } from '../show/outlook.ts';
import type { Draft, Edition, Store } from '../store/store.ts';
import type { App } from './app.ts';
import { drainOutbox } from './drain.ts';
import { sayingThatItWaits, showProgress } from './progress.ts';
import { recordChange } from './record-change.ts';
import { refuseBeforeFirstStore, refuseProblems, templateProblems, withTrustedTemplates } from './requirements.ts';
import { parseInstant, whichDigest } from './which-digest.ts';

export interface RunOptions {
  readonly digest?: string;
  readonly at?: string;
  readonly force?: boolean;
}

/** Collects, composes and delivers the edition due, or resumes an unfinished one. */
export async function run(app: App, options: RunOptions): Promise<ExitCode> {
  const loaded = await app.loadConfig({ robots: true });
  const settings = whichDigest(loaded.config, options.digest);
  const given = options.at === undefined ? undefined : pastInstant(app, options.at);
  refuseBeforeFirstStore(loaded.config, checkDigestWebhooks(settings, loaded.config));
  return closeAfter(app.openStore(loaded.config), async (store) => {
    const { config, problems } = await withTrustedTemplates(loaded.config, store);
    refuseProblems([...(await templateProblems(config, store)), ...checkDigestWebhooks(settings, config)]);
    if (problems.length > 0) app.terminal.note(problemLines(problems, app.language));
    const now = given ?? app.clock.now();
    const outlook = await outlookOf(config, settings, { store, now });
    const slot = options.force ? forcedSlot(outlook, { config, settings, now }) : outlook.due;
    const [newest] = await store.editions({ digestId: settings.id, limit: 1 });
    const edition = slot === undefined ? newest : await store.edition(settings.id, slot.local);
    const draft = slot && (await store.draft(slot));
    if (draft?.decision === 'held' && options.force !== true) return noteHeld(app, draft.slot);
    if (edition === undefined || !isOnItsWay(edition)) {
      if (slot === undefined) {
        return noteNothingDue(app, { settings, isOneOfSeveral: config.digests.length > 1 }, outlook, edition);
      }
      if (edition !== undefined && options.force !== true) return noteFinished(app, edition);
      const isForced = outlook.due === undefined;
      const number = (edition?.number ?? 0) + 1;
      const stored = await collectAndStore(app, { config, settings, store, given, slot, isForced, number });
      if (stored === 'no-news') return exitCode.failed;
      if (stored === 'stored' && options.force === true) {
        const did = forced(draft?.decision, { id: settings.id, slot: slot.local, number });
        await recordChange(app, config, { command: 'run --force', did }, store);
      }
    }
    return drainOutbox(app, { config, store });
  });
}

/** What was sent, for the log of changes: a composed edition that waited or was held, or a further one. */
function forced(
  decision: Draft['decision'] | undefined,
  { id, slot, number }: { readonly id: string; readonly slot: string; readonly number: number },
): Phrase {
  const edition = `${slot.replace('T', ' ')}${number === 1 ? '' : ` #${number}`}`;
  if (decision === undefined)
    return phrase(`另编一期 ${id}：${edition}`, `made a further edition of ${id}: ${edition}`);
  return decision === 'held'
    ? phrase(`放行 ${id} 排好的一期：${edition}`, `released the composed edition of ${id}: ${edition}`)
    : phrase(`发出 ${id} 排好的一期：${edition}`, `sent the composed edition of ${id}: ${edition}`);
}

interface NewSlot {
  readonly config: Config;
  readonly settings: DigestSettings;
  readonly store: Store;
  /** The instant of `--at`; undefined: now, taken once after collecting. */
  readonly given: Date | undefined;
  /** The slot that was due before collecting. */
  readonly slot: Slot;
  /** Not due, but requested by `--force`. */
  readonly isForced: boolean;
  /** Its number among the slot's editions. */
  readonly number: number;
}

async function collectAndStore(app: App, request: NewSlot): Promise<'stored' | 'taken' | 'no-news'> {
  const { config, settings, store, given, isForced, number } = request;
  // A draft is sent unchanged, so there is no need to collect.
  const isDrafted = number === 1 && (await store.draft(request.slot)) !== undefined;
  const { outcomes } = isDrafted
    ? { outcomes: [] }
    : await app.collect(config, store, { everyFeed: true, onProgress: showProgress(app) });
  const instant = given ?? app.clock.now();
  // Its time may have come during the collection.
  const due = isForced ? undefined : (await outlookOf(config, settings, { store, now: instant })).due;
  const slot = due ?? request.slot;
  const wanted = { settings, slot, instant, feedOutcomes: outcomes, number };
  const composition = await sayingThatItWaits(app).compose(config, store, wanted);
  if (isBlind(composition)) {
    const own = new Set(feedsOf(settings, config.feeds).map(({ url }) => url));
    app.terminal.note(everyFeedFailed(outcomes.filter(({ feed }) => own.has(feed.url)))[app.language]);
    return 'no-news';
  }
  if (number > 1 && composition.digest.sections.length === 0) {
    app.terminal.note(nothingUnsent[app.language]);
    return 'taken';
  }
  const stored = await storeEdition({
    store,
    composition,
    composedAt: app.clock.now(),
    number,
    config,
    settings,
    bodiesFor,
  });
  return stored === undefined ? 'taken' : 'stored';
}

/** @throws CommandError like `parseInstant`, and for an instant in the future: the slot would be used up before its news */
function pastInstant({ clock }: App, at: string): Date {
  const instant = parseInstant(at);
  if (instant <= clock.now()) return instant;
  throw new CommandError({
    'zh-CN': `${at} 还没有到，那一期不能现在发。想看它会是什么样：preview --at ${at}`,
    en: `${at} is in the future, so its edition cannot be sent now. To see it: preview --at ${at}`,
  });
}

function noteHeld({ terminal, language, environment }: App, { digestId, local }: Slot): ExitCode {
  const when = local.replace('T', ' ');
  const link = `${environment().pageUrl}/review`;
  terminal.note(
    sayIn(language)(
      `日报 ${digestId} 的 ${when} 这一期被扣住了，什么也不做。放行：${link}，或加 --force`,
      `Digest ${digestId} of ${when} is held by a person, so nothing was sent. To release it: ${link}, or add --force`,
    ),
  );
  return exitCode.ok;
}

const nothingUnsent = phrase(
  '没有还没讲过的新闻，所以没有再发一期。',
  'All news has been sent already, so no further edition was composed.',
);

/** Says what was sent today, when the next edition is due, and how to send one now. */
function noteNothingDue(
  { terminal, language }: App,
  { settings, isOneOfSeveral }: { readonly settings: DigestSettings; readonly isOneOfSeveral: boolean },
  outlook: Outlook,
  newest: Edition | undefined,
): ExitCode {
  const { sentToday } = outlook;
  // If today has an edition, it is the newest one.
  if (sentToday !== undefined && newest?.messages.some(({ state }) => state !== 'accepted'))
    return noteFinished({ terminal, language }, newest);
  const say = sayIn(language);
  const { id: digestId, timezone } = settings;
  const coming = outlookText(outlookView(outlook), { digestId, timezone, language, isOneOfSeveral, held: [] });
  const when = sentToday?.slot.local.replace('T', ' ');
  terminal.note(
    sentToday === undefined
      ? say(
          `日报 ${settings.id} 现在没有该发的一期。${coming}。要现在就发：加 --force`,
          `No edition of digest ${settings.id} is due: ${coming}. To send one now: add --force`,
        )
      : say(
          `日报 ${settings.id} 的 ${when} 这一期已经发过，什么也不做。${coming}。要再发一期（只含没讲过的）：加 --force`,
          `Digest ${settings.id} of ${when} was already delivered, so nothing was sent; ${coming}. For a further edition with unsent news, add --force`,
        ),
  );
  return exitCode.ok;
}

/** Says what happened to a finished edition and, if a message did not arrive, what to do. */
function noteFinished(
  { terminal, language }: Pick<App, 'terminal' | 'language'>,
  { digestId, slot, messages }: Edition,
): ExitCode {
  const say = sayIn(language);
  const when = slot.local.replace('T', ' ');
  const states = messages.map(({ state }) => state);
  if (states.every((state) => state === 'accepted')) {
    terminal.note(
      say(
        `日报 ${digestId} 的 ${when} 这一期已经发过，什么也不做。要再发一期（只含没讲过的）：加 --force`,
        `Digest ${digestId} of ${when} was already delivered, so nothing was sent. For a further edition with unsent news, add --force`,
      ),
    );
    return exitCode.ok;
  }
  const fates = statesText(states, language);
  terminal.note(
    say(
      `日报 ${digestId} 的 ${when} 这一期没有全部送达：${fates}。它不会自己再发。`,
      `Digest ${digestId} of ${when} was not delivered completely: ${fates}. It is not resent automatically.`,
    ),
  );
  if (states.includes('refused') || states.includes('given-up')) {
    terminal.note(
      say(
        '怎么办：加 --force 再编一期，没送达的新闻会在里面。',
        'To do: add --force for a further edition with the stories that did not arrive.',
      ),
    );
  }
  if (states.includes('unsure')) {
    terminal.note(
      say(
        `怎么办：看一眼群里；没收到就原样再发：${digestCommand} digests resend ${slot.local} --digest ${digestId}`,
        `To do: check the group; if the digest is missing, resend it: ${digestCommand} digests resend ${slot.local} --digest ${digestId}`,
      ),
    );
  }
  return exitCode.failed;
}

function everyFeedFailed(outcomes: readonly FeedOutcome[]) {
  const failed = outcomes.find((outcome) => outcome.kind === 'failed');
  const what = failed?.failure.what;
  const example =
    what && phrase(`\n例如 ${failed.feed.name}：${what['zh-CN']}`, `\nFor example ${failed.feed.name}: ${what.en}`);
  return phrase(
    `${outcomes.length} 个源全部读不到，以前也没有存下可发的新闻，所以这一期没有发。${example?.['zh-CN'] ?? ''}\n怎么办：检查网络和代理（${digestCommand} check --online），再运行一次。`,
    `None of the ${outcomes.length} feeds could be read and no unsent news is stored, so nothing was sent.${example?.en ?? ''}\nTo do: check the network and the proxy (${digestCommand} check --online), then run it again.`,
  );
}
