/**
 * The part of undici that the program uses. The whole of it also loads fetch, WebSocket, caches and mocks, which takes
 * more than twice the memory and time, and a Node that knows zstd.
 */
import type * as undici from 'undici';
import api from 'undici/lib/api/index.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Client from 'undici/lib/dispatcher/client.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';

// As undici's own main file does it; a proxy's tunnel is opened by `connect`.
Object.assign(Dispatcher.prototype, api);

export { Agent, Client, type Dispatcher, ProxyAgent };

type Options = Omit<undici.Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> & {
  readonly dispatcher: Dispatcher;
  /** @default GET */
  readonly method?: 'POST';
};

/** Sends one request. Redirects are not followed. */
export function request(url: string | URL, { dispatcher, method, ...options }: Options) {
  const { origin, pathname, search } = new URL(url);
  return dispatcher.request({ ...options, method: method ?? 'GET', origin, path: `${pathname}${search}` });
}
