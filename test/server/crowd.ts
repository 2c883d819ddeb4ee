/**
 * Strangers who ask as often as they can, in a process of their own: `node crowd.ts ADDRESS SECONDS PER_SECOND PATH…`.
 * Prints how often each status was answered, as JSON.
 */
import { request } from 'node:http';

const [address = '', seconds = '1', perSecond = '1000', ...paths] = process.argv.slice(2);
const mostInFlight = 80;

const statuses: Record<number, number> = {};
let sent = 0;
let inFlight = 0;

function ask(path: string): void {
  inFlight += 1;
  sent += 1;
  const done = (status: number) => {
    inFlight -= 1;
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const asked = request(`${address}${path}`, { agent: false }, (response) => {
    response.resume();
    response.on('end', () => done(response.statusCode ?? 0));
  });
  asked.on('error', () => done(0));
  asked.end();
}

const began = performance.now();
while (performance.now() - began < Number(seconds) * 1000) {
  const due = ((performance.now() - began) / 1000) * Number(perSecond);
  while (sent < due && inFlight < mostInFlight) ask(paths[sent % paths.length] ?? '/');
  await new Promise((resolve) => setTimeout(resolve, 2));
}
while (inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 10));
console.log(JSON.stringify(statuses));
