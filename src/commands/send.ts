import { splitText } from '../compose/split-text.ts';
import type { Config } from '../config/config.ts';
import { messageLimits } from '../deliver/rooms/rooms.ts';
import {
  checkPayload,
  imagePayload,
  mentionsOf,
  newsPayload,
  type Payload,
  payloadOf,
  textPayload,
} from '../deliver/wecom.ts';
import { CommandError, type ExitCode, refusal } from '../ground/command-error.ts';
import { knownKindOf } from '../ground/room-kinds.ts';
import type { Phrase } from '../model.ts';
import { textBodies } from '../operator/text-bodies.ts';
import type { App } from './app.ts';
import { readGivenFile } from './given-file.ts';
import { sendByHand } from './send-by-hand.ts';

export interface SendOptions {
  readonly to: string;
}

export interface SendTextOptions extends SendOptions {
  readonly mention?: readonly string[];
  readonly mentionMobile?: readonly string[];
}

/** Plain text, split like a digest when it is long; mentions stay on the first part. */
export async function sendText(app: App, content: string, options: SendTextOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const address = config.secret(options.to);
  const known = knownKindOf(address ?? '');
  if (known !== undefined) {
    if (options.mention !== undefined || options.mentionMobile !== undefined) throw noMentions(options.to, known.name);
    const bodies = textBodies(await contentOf(app, content), { address, language: app.language });
    return sendByHand(app, config, { webhook: options.to, bodies });
  }
  // A mobile number among the userids, or several names in one, would mention nobody.
  const named = mentionsOf((options.mention ?? []).flatMap((names) => names.split(/[,，\s]+/)).filter(Boolean));
  const mentions = { ...named, mobiles: [...named.mobiles, ...(options.mentionMobile ?? [])] };
  const parts = await partsOf(app, content, 'text');
  const payloads = parts.map((part, index) => textPayload(part, index === 0 ? mentions : undefined));
  return sendPayloads(app, config, options.to, payloads);
}

/** Markdown of either kind, split like a digest when it is long. */
export async function sendMarkdown(
  app: App,
  msgtype: 'markdown' | 'markdown_v2',
  content: string,
  options: SendOptions,
): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const parts = await partsOf(app, content, msgtype);
  const payloads = parts.map((part) => payloadOf({ msgtype, content: part }));
  return sendPayloads(app, config, options.to, payloads);
}

/** One picture. */
export async function sendImage(app: App, file: string, options: SendOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  return sendPayloads(app, config, options.to, [imagePayload(await readGivenFile(app, file))]);
}

export interface SendNewsOptions extends SendOptions {
  readonly title: string;
  readonly url: string;
  readonly description?: string;
  readonly picture?: string;
}

/** One card. */
export async function sendNews(app: App, options: SendNewsOptions): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const { title, url, description, picture } = options;
  const article = {
    title,
    url,
    ...(description === undefined ? {} : { description }),
    ...(picture === undefined ? {} : { picurl: picture }),
  };
  return sendPayloads(app, config, options.to, [newsPayload([article])]);
}

/** An empty text is one part: it may still mention people. Without mentions checkPayload refuses it. */
async function partsOf(app: App, content: string, msgtype: 'text' | 'markdown' | 'markdown_v2') {
  const options = { msgtype, limit: messageLimits[msgtype], language: app.language };
  const parts = splitText(await contentOf(app, content), options);
  return parts.length === 0 ? [''] : parts;
}

async function contentOf(app: App, content: string): Promise<string> {
  return content === '-' ? (await app.terminal.readAll()).trimEnd() : content;
}

async function sendPayloads(
  app: App,
  config: Config,
  webhook: string,
  payloads: readonly Payload[],
): Promise<ExitCode> {
  refuseOtherRoom(config, webhook);
  const exceeded = payloads.map(checkPayload).find((found) => found !== undefined);
  if (exceeded !== undefined) {
    throw new CommandError(refusal(exceeded));
  }
  return sendByHand(app, config, { webhook, bodies: payloads.map((payload) => JSON.stringify(payload)) });
}

function noMentions(webhook: string, { 'zh-CN': zh, en }: Phrase): CommandError {
  return new CommandError({
    'zh-CN': `${webhook} 是${zh}，只有企业微信的群能提到人。怎么办：不写 --mention。`,
    en: `${webhook} is a ${en} address, and only WeCom groups have mentions. To do: leave out --mention.`,
  });
}

/** @throws CommandError when the room is not a WeCom robot: pictures, cards and its markdown are WeCom's own */
function refuseOtherRoom({ secret }: Config, webhook: string): void {
  const known = knownKindOf(secret(webhook) ?? '');
  if (known === undefined) return;
  throw new CommandError({
    'zh-CN': `${webhook} 是${known.name['zh-CN']}，这种消息只有企业微信收。怎么办：用 send text。`,
    en: `${webhook} is a ${known.name.en} address, and only WeCom accepts this type of message. To do: use send text.`,
  });
}
