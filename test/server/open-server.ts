/** A server for a test, which closes with it. */
import { onTestFinished } from 'vitest';
import { createServer, type ServerOptions } from '../../src/server/server.ts';
import { sampleOptions } from './samples.ts';

/** A server that does not listen; it closes with its test. */
export function openServer(changes: Partial<ServerOptions> = {}) {
  const app = createServer(sampleOptions(changes));
  onTestFinished(() => app.close());
  return app;
}

/** Sends a form. */
export function postForm(
  app: ReturnType<typeof openServer>,
  url: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
}
