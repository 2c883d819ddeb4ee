/** The demo's group robot on loopback: it accepts the messages that WeCom's robot would accept. */
import { text } from 'node:stream/consumers';
import { checkPayload, type Payload } from '../deliver/wecom.ts';
import { serveOnLoopback } from './loopback-server.ts';

/** `url` contains the key; `received` says how many messages the group has. */
export async function startDemoRobot() {
  let received = 0;
  const { port, close } = await serveOnLoopback(async (request, response) => {
    const exceeded = checkPayload(JSON.parse(await text(request)) as Payload);
    if (exceeded === undefined) received += 1;
    const answer = exceeded === undefined ? { errcode: 0, errmsg: 'ok' } : { errcode: 40058, errmsg: exceeded.what.en };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  return { url: `http://127.0.0.1:${port}/cgi-bin/webhook/send?key=demo`, received: () => received, close };
}
