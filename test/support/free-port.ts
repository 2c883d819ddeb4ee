import { createServer } from 'node:net';

/** Below the ports that systems give out by themselves, to `listen(0)` and to clients: nobody takes one before its use. */
const lowest = 20_000;
/** Each process looks for ports in a range of its own, so that two of them do not find the same one. */
const perProcess = 100;
const processes = 120;

let given = 0;

/** A port of loopback on which nothing listens now, and on which nothing else starts to listen by chance. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < perProcess; tries++) {
    const port = lowest + (process.pid % processes) * perProcess + (given++ % perProcess);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port from ${lowest + (process.pid % processes) * perProcess} on.`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
