/** A model room on loopback: the real wire, with whatever goes wrong on it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRoomModel, type ModelAnswer, type ModelKind, type ModelOptions, type RoomModel } from './room-model.ts';

export interface ModelServer extends AsyncDisposable {
  readonly origin: string;
  readonly model: RoomModel;
}

/** @param answer instead of the model's own; `reset` after the call was read */
export async function startModelServer(
  kind: ModelKind,
  { answer, ...options }: ModelOptions & { readonly answer?: ModelAnswer | 'reset' | undefined },
): Promise<ModelServer> {
  const model = createRoomModel(kind, options);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (answer === 'reset') return request.socket.destroy();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = new URL(request.url ?? '/', 'http://model');
    const body = Buffer.concat(chunks).toString('utf8');
    const given = answer ?? model.judge({ method: request.method ?? '', url, headers, body });
    return response.writeHead(given.status, given.headers).end(given.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    model,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
