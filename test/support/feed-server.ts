/** A feed server on loopback: documents, conditional responses, latencies, and any fault that a test needs. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

export interface FeedServer {
  readonly host: string;
  /** URL of a path; `host` may be any 127.0.x.y. */
  url(path: string, host?: string): string;
  /** Sets the response for a path. */
  serve(path: string, answer: FeedAnswer): void;
  /** All requests in the order in which they came. */
  readonly requests: SeenRequest[];
  close(): Promise<void>;
}

interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly host: string;
}

/** A document with its HTTP status and headers, or a function that handles the request itself. */
type FeedAnswer = FeedDocument | ((request: IncomingMessage, response: ServerResponse) => void);

interface FeedDocument {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** A client that sends this ETag gets 304. */
  readonly etag?: string;
  readonly latencyMs?: number;
}

/** Listens on every loopback address, so that each 127.0.x.y counts as a separate host. */
export async function startFeedServer(): Promise<FeedServer> {
  const answers = new Map<string, FeedAnswer>();
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ path, headers: request.headers, host: request.socket.localAddress ?? '' });
    const answer = answers.get(path) ?? { status: 404, body: 'not found' };
    if (typeof answer === 'function') answer(request, response);
    else if (answer.latencyMs === undefined) send(request, response, answer);
    else setTimeout(() => send(request, response, answer), answer.latencyMs);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: (path, host = '127.0.0.1') => `http://${host}:${port}${path}`,
    serve: (path, answer) => {
      answers.set(path, answer);
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(request: IncomingMessage, response: ServerResponse, document: FeedDocument): void {
  const { status = 200, headers = {}, body = '', etag } = document;
  if (etag !== undefined && request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag, ...headers }).end();
    return;
  }
  response.writeHead(status, { ...(etag === undefined ? {} : { etag }), ...headers }).end(body);
}

/** A server that writes to the raw connection, for responses that no HTTP library would send. */
export async function startRawServer(
  talk: (socket: Socket) => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => talk(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/feed`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** An RSS document with this number of items, dated one hour apart back from `newest`. */
export function rssFeed(
  title: string,
  { items, newest = new Date('2026-02-01T00:00:00Z') }: { readonly items: number; readonly newest?: Date },
): string {
  const entries = Array.from({ length: items }, (_, index) => {
    const published = new Date(newest.getTime() - index * 3_600_000).toUTCString();
    return `<item><title>${title} reports number ${items - index}</title><link>https://news.example/${title}/${items - index}</link><guid isPermaLink="false">${title}-${items - index}</guid><pubDate>${published}</pubDate><description>What happened, as ${title} has it.</description></item>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>${title}</title><link>https://news.example/${title}</link><description>News</description>${entries.join('')}</channel></rss>`;
}
