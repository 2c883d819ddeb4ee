import type { Config } from '../config/config.ts';
import { readWeights } from '../config/weights-file.ts';
import { bodiesFor } from '../deliver/rooms/rooms.ts';
import { formatOfRoom, isBlind } from '../edition/edition.ts';
import { shownEdition } from '../edition/shown-edition.ts';
import { closeAfter } from '../ground/close-after.ts';
import { CommandError, type ExitCode, exitCode, problemLines } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { knownKinds } from '../ground/room-kinds.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings, Format } from '../model.ts';
import { textBodies } from '../operator/text-bodies.ts';
import { type Preview, previewJson } from '../show/preview.ts';
import { previewText } from '../show/preview-text.ts';
import type { Store } from '../store/store.ts';
import type { App } from './app.ts';
import { checkWritable, writePage } from './page-file.ts';
import { sayingThatItWaits, showProgress } from './progress.ts';
import { refuseProblems, templateProblems, withTrustedTemplates } from './requirements.ts';
import { requireRobot, sendByHand } from './send-by-hand.ts';
import { parseInstant, whichDigest } from './which-digest.ts';

export interface PreviewOptions {
  readonly digest?: string;
  readonly at?: string;
  readonly json?: boolean;
  readonly html?: string;
  readonly all?: boolean;
  readonly to?: string;
  readonly room?: string;
}

/** Fetches and composes like `run`, on a copy of the store, and prints what would be sent and why. */
export async function preview(app: App, options: PreviewOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const settings = whichDigest(config, options.digest);
  if (readWeights(config.weightsFile).weights === undefined) {
    app.terminal.note(
      sayIn(app.language)(
        `读不了 feeds/judge.json：这次只按 topics.yaml 的词判断。原因见 ${digestCommand} check。`,
        `feeds/judge.json cannot be read, so only the words of topics.yaml decide. To see why: ${digestCommand} check`,
      ),
    );
  }
  if (options.to !== undefined && options.room !== undefined) throw new CommandError(oneOfBoth);
  if (options.to !== undefined) requireRobot(config, options.to);
  if (options.html !== undefined) await checkWritable(options.html, app.callerDir);
  const roomFormat = options.to === undefined ? undefined : formatOfRoom(options.to, settings, config);
  const only = options.room === undefined ? roomFormat : formatOfKind(options.room, settings);
  const shown = await composePreview(app, config, settings, { at: options.at, only });
  if (options.html !== undefined) {
    const { previewPage } = await import('../server/preview-page.ts');
    await writePage(options.html, app.callerDir, await previewPage(shown));
  }
  if (options.json) app.terminal.print(JSON.stringify(previewJson(shown), undefined, 2));
  else app.terminal.print(previewText(shown, { ...app, columns: app.terminal.columns, all: options.all ?? false }));
  if (options.to !== undefined) return sendPreview(app, config, shown, options.to);
  return isBlind(shown.composition) ? exitCode.failed : exitCode.ok;
}

const oneOfBoth = phrase(
  '--room 只看样子，--to 会按那个房间的样子发过去：只写一个。',
  '--room only shows the digest, and --to sends it as that room would get it: give one of them.',
);

interface PreviewedEdition {
  readonly at?: string | undefined;
  readonly only?: Format | undefined;
  /** Show the next edition, even if `run` would send an earlier one. @default false */
  readonly isNewSchedule?: boolean;
}

/**
 * Collects into a copy of the store and composes the edition due at `at`, an ISO 8601 instant with an offset. The default
 * is the time after the collection. Nothing is stored.
 * @throws CommandError when `at` is not such an instant
 */
export function composePreview(
  app: App,
  config: Config,
  settings: DigestSettings,
  edition: PreviewedEdition = {},
): Promise<Preview> {
  return closeAfter(app.openScratchStore(config), (store) =>
    composePreviewIn(store, app, config, { settings, edition }),
  );
}

/** As `composePreview`, in a copy of the store that the caller closes. */
export async function composePreviewIn(
  store: Store,
  app: App,
  configured: Config,
  { settings, edition }: { readonly settings: DigestSettings; readonly edition: PreviewedEdition },
): Promise<Preview> {
  const { at, only, isNewSchedule } = edition;
  const given = at === undefined ? undefined : parseInstant(at);
  const { config, problems } = await withTrustedTemplates(configured, store);
  refuseProblems(await templateProblems(config, store));
  if (problems.length > 0) app.terminal.note(problemLines(problems, app.language));
  const collection = await app.collect(config, store, { everyFeed: true, onProgress: showProgress(app) });
  const instant = given ?? app.clock.now();
  const request = { settings, instant, feedOutcomes: collection.outcomes, only, isNewSchedule };
  const shown = await shownEdition(sayingThatItWaits(app), { config, store }, request);
  // The dialect that is shown may differ from the digest's own.
  const { format } = shown.composition.digest.settings;
  return { ...shown, config, collection, settings: { ...settings, format } };
}

/** @throws CommandError when there is no such kind of room */
function formatOfKind(kind: string, { format }: DigestSettings): Format {
  const kinds = ['wecom', ...knownKinds.map((known) => known.kind)];
  const found = knownKinds.find((known) => known.kind === kind)?.kind;
  if (found !== undefined) return found;
  if (kind === 'wecom') return format;
  const near = nearest(kind, kinds);
  throw new CommandError({
    'zh-CN': `没有“${kind}”这种房间${near === undefined ? '。' : `，是不是 ${near}？`}有这些：${kinds.join(' ')}`,
    en: `Unknown kind of room "${kind}"${near === undefined ? '.' : `: did you mean ${near}?`} Known kinds: ${kinds.join(' ')}`,
  });
}

/** Sends it to a test robot, after a line that says that it is a preview. */
async function sendPreview(app: App, config: Config, shown: Preview, webhook: string): Promise<ExitCode> {
  const { settings, slot, composition } = shown;
  if (composition.messages.length === 0) return isBlind(composition) ? exitCode.failed : exitCode.ok;
  const { language } = settings;
  const address = config.secret(webhook) ?? '';
  const title = `${sayIn(language)('【预览】', '[Preview] ')}${settings.title} ${slot.local.replace('T', ' ')}`;
  const messages = composition.messages.flatMap((message) => bodiesFor(address, message));
  return sendByHand(app, config, { webhook, bodies: [...textBodies(title, { address, language }), ...messages] });
}
