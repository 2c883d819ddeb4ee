import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mainFile } from '../support/main-file.ts';
import { morning, openWorld, type World } from './program.ts';

let world: World;
let client: Client;
beforeEach(async () => {
  world = await openWorld();
  client = new Client({ name: 'test', version: '1' });
});
afterEach(async () => {
  await client.close();
  await world.close();
});

function connect(): Promise<void> {
  return client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [mainFile, 'mcp'],
      cwd: world.folder,
      env: { PATH: process.env.PATH ?? '', FEEDS_FILE: 'feeds.yaml', HTTP_PORT: '0' },
    }),
  );
}

async function call(name: string, given: Record<string, unknown> = {}) {
  const { structuredContent, isError, content } = await client.callTool({ name, arguments: given });
  return isError === true ? { error: JSON.stringify(content) } : (structuredContent as Record<string, unknown>);
}

test('an assistant reads status, editions, search, explain and preview, and changes nothing', async () => {
  expect(await world.run(['run', '--at', morning])).toMatchObject({ code: 0 });
  await connect();
  const before = world.dataHashes();
  const sent = world.robot.received.length;
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['status', 'editions', 'search', 'explain', 'preview']);
  for (const { annotations } of tools) expect(annotations?.readOnlyHint).toBe(true);

  const [edition] = (await call('editions')).editions as { lead: string; delivered: boolean; stories: number }[];
  expect(edition).toMatchObject({ digest: 'daily', number: 1, delivered: true });
  const words = edition?.lead.slice(0, 2) ?? '';
  expect(await call('search', { words })).toMatchObject({ stories: [{ digest: 'daily' }] });
  expect(((await call('explain', { words })).lines as string[]).join('\n')).toContain(edition?.lead);
  expect(await call('status')).toMatchObject({ digests: [{ id: 'daily', last: { stories: edition?.stories } }] });
  expect(await call('preview')).toMatchObject({ digest: { id: 'daily' } });
  expect(await call('preview', { digest: 'nothing' })).toMatchObject({ error: expect.stringContaining('nothing') });

  expect(world.dataHashes()).toEqual(before);
  expect(world.robot.received).toHaveLength(sent);
});
