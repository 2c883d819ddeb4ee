/**
 * A read-only MCP server on stdin and stdout, for AI assistants: status, editions, search, explain, preview. Each call
 * reads the configuration and a copy of the store anew. Nothing is fetched, stored or sent.
 */
import { once } from 'node:events';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { feedsOf } from '../config/feeds-of.ts';
import { type ShownEdition, shownEdition } from '../edition/shown-edition.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import { orNothing } from '../ground/or-nothing.ts';
import { sayIn } from '../ground/say.ts';
import type { DigestSettings } from '../model.ts';
import { rememberedOutcomes } from '../operator/feed-watch.ts';
import { apiSchemas, editionsJson, mostEditions, previewedJson, searchJson } from '../show/api.ts';
import { statusReport } from '../show/status.ts';
import type { App } from './app.ts';
import { whatBecameOf } from './explain.ts';
import { whichDigest } from './which-digest.ts';
import { type Place, withScratchStore } from './with-scratch-store.ts';

/** Serves until stdin ends or the program is stopped. */
export async function mcp(app: App): Promise<ExitCode> {
  const server = new McpServer({ name: 'ai-news-digest', version: packageJson.version });
  addTools(server, app);
  const ended = once(process.stdin, 'end');
  await server.connect(new StdioServerTransport());
  await orNothing(ended, app.signal);
  await server.close();
  return exitCode.ok;
}

const digest = z.string().optional().describe('Id of a digest. Default: all, or the only one.');
const words = z.string().min(1).max(100).describe('Words, separated by spaces; all of them must occur.');

/** Returns a function that registers a tool whose answer is JSON. A CommandError becomes an error of the tool. */
function toolsOf(server: McpServer, app: App) {
  return <Input extends z.ZodRawShape>(
    name: string,
    description: string,
    { input, output }: { readonly input: Input; readonly output: z.ZodObject },
    answer: (given: z.output<z.ZodObject<Input>>, place: Place) => Promise<Record<string, unknown>>,
  ): void => {
    const annotations = { readOnlyHint: true, openWorldHint: false };
    const callback = async (given: z.output<z.ZodObject<Input>>) => {
      try {
        const structuredContent = await withScratchStore(app, (place) => answer(given, place));
        return { content: [{ type: 'text' as const, text: JSON.stringify(structuredContent) }], structuredContent };
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        return { isError: true, content: [{ type: 'text' as const, text: error.phrase[app.language] }] };
      }
    };
    const shape = { description, inputSchema: input, outputSchema: output.shape, annotations };
    server.registerTool(name, shape, callback as unknown as Parameters<typeof server.registerTool<Input, Input>>[2]);
  };
}

function addTools(server: McpServer, app: App): void {
  const say = sayIn(app.language);
  const tool = toolsOf(server, app);
  tool(
    'status',
    say('程序、日报、待发消息和源现在怎样', 'The state of the worker, the digests, the outbox and the feeds'),
    { input: {}, output: apiSchemas.status },
    async (_given, { config, store }) => {
      const model = await app.modelStatus(config);
      return { ...(await statusReport(config, store, { now: app.clock.now(), language: app.language, model })) };
    },
  );
  tool(
    'editions',
    say('发过的每一期，新的在前', 'Past editions, newest first'),
    {
      input: {
        digest,
        before: z.int().optional().describe('The `next` of an earlier answer'),
        limit: z.int().min(1).max(mostEditions).default(30),
      },
      output: apiSchemas.editions,
    },
    ({ digest: digestId, before: beforeId, limit }, { store }) => editionsJson(store, { digestId, beforeId, limit }),
  );
  tool(
    'search',
    say(
      '在讲过的新闻里找，也找最近几期没选上的',
      'Searches published stories, and items that the newest editions left out',
    ),
    { input: { words, digest, from: z.int().min(0).default(0) }, output: apiSchemas.search },
    ({ words: typed, digest: digestId, from: offset }, { store }) =>
      searchJson(store, { words: wordsIn(typed), digestId, offset }),
  );
  tool(
    'explain',
    say(
      '含这些词的新闻后来怎样了，下一期会怎样',
      'What happened to news with these words, and what would happen in the next edition',
    ),
    { input: { words, digest }, output: z.object({ lines: z.array(z.string()) }) },
    async ({ words: typed, digest: id }, { config, store }) => {
      const settings = whichDigest(config, id);
      const next = await previewFromStore(app, { config, store }, settings);
      return { lines: await whatBecameOf(wordsIn(typed), { config, settings, store, next, say }) };
    },
  );
  tool(
    'preview',
    say(
      '按已经读到的新闻，该发的或下一期会是什么样；不抓取，不发送',
      'The edition due or the next one, from the stored items; nothing is fetched or sent',
    ),
    { input: { digest }, output: apiSchemas.preview },
    async ({ digest: id }, { config, store }) =>
      previewedJson(await previewFromStore(app, { config, store }, whichDigest(config, id))),
  );
}

function wordsIn(typed: string): readonly string[] {
  return typed.split(/\s+/).filter((word) => word !== '');
}

async function previewFromStore(app: App, { config, store }: Place, settings: DigestSettings): Promise<ShownEdition> {
  const instant = app.clock.now();
  const feedOutcomes = await rememberedOutcomes(feedsOf(settings, config.feeds), store, instant);
  return shownEdition(app, { config, store }, { settings, instant, feedOutcomes, isOffline: true });
}
