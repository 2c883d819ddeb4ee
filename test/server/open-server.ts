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

/** A form as the payload of a request. */
export function formOf(fields: Readonly<Record<string, string>>) {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  };
}
