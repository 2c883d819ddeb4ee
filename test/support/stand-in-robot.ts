/**
 * A group robot on loopback that behaves like WeCom's: HTTP 200 for its own errors, limits in
 * bytes, no truncation, three rate models, and all known faults.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { serveOnLoopback } from '../../src/demo/loopback-server.ts';
import type { Clock } from '../../src/model.ts';
import { createRobotModel, type RateModel, type Received } from './robot-model.ts';

/** The fault of one call. `accepted`: the message is in the group nevertheless. */
export type Fault =
  | { readonly kind: 'errcode'; readonly errcode: number }
  | { readonly kind: 'reset'; readonly accepted: boolean }
  | { readonly kind: 'silence'; readonly accepted: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'bad-gateway'; readonly accepted: boolean }
  | { readonly kind: 'overloaded' }
  /** The login page of a network. The call does not reach the robot. */
  | { readonly kind: 'login-page' }
  | { readonly kind: 'cut-short'; readonly accepted: boolean };

export interface StandInRobotOptions {
  readonly clock: Clock;
  /** @default sliding */
  readonly rateModel?: RateModel;
  /** @default stand-in */
  readonly key?: string;
  /** The fault of call `number`, from 1, with the raw body `body`. @default none */
  faults?(number: number, body: string): Fault | undefined;
  /** Called between judging a call and answering it; the answer waits for it. */
  beforeAnswer?(number: number): void | Promise<void>;
  /** Called after the answer was sent. */
  afterAnswer?(number: number): void;
}

export interface StandInRobot {
  /** Address with key, for `WECOM_WEBHOOK_URL`. */
  readonly url: string;
  /** The messages in the group, in order. */
  readonly received: readonly Received[];
  /** The errcode of each call in order; undefined if the fault has none. */
  readonly answers: readonly (number | undefined)[];
  readerProblems(): readonly string[];
  close(): Promise<void>;
}

export async function startStandInRobot(options: StandInRobotOptions): Promise<StandInRobot> {
  const { clock, key = 'stand-in', rateModel = 'sliding' } = options;
  const model = createRobotModel({
    rateModel,
    nowMs: () => clock.now().getTime(),
    keyErrcode: (given) => (given === key ? 0 : 93000),
  });
  const answers: (number | undefined)[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const number = answers.push(undefined);
    const fault = options.faults?.(number, body);
    const call = { contentType: request.headers['content-type'] ?? '', key: keyOf(request), body };
    const judged = isPassedOn(fault) ? model.begin(call) : undefined;
    response.once('close', () => judged?.end());
    await options.beforeAnswer?.(number);
    if (fault?.kind === 'slow') await clock.sleep(fault.ms);
    const errcode = fault?.kind === 'errcode' ? fault.errcode : judged?.errcode;
    // Recorded before sending, so that a test that has read an answer finds it here.
    if (fault === undefined || fault.kind === 'errcode' || fault.kind === 'slow') answers[number - 1] = errcode;
    judged?.end();
    send(response, fault, errcode ?? 0, number);
    options.afterAnswer?.(number);
  }

  // Tests kill clients during a call.
  const { port, close } = await serveOnLoopback((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return {
    url: `http://127.0.0.1:${port}/cgi-bin/webhook/send?key=${key}`,
    received: model.received,
    answers,
    readerProblems: model.readerProblems,
    close,
  };
}

/** Whether the robot judges the call. Injected errors and gateways may keep it from the robot. */
function isPassedOn(fault: Fault | undefined): boolean {
  if (fault === undefined || fault.kind === 'slow') return true;
  return 'accepted' in fault && fault.accepted;
}

function send(response: ServerResponse, fault: Fault | undefined, errcode: number, number: number): void {
  switch (fault?.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'silence':
      return;
    case 'bad-gateway':
      response.writeHead(502, { 'content-type': 'text/plain' }).end('502 Bad Gateway');
      return;
    case 'overloaded':
      response
        .writeHead(503, { 'content-type': 'text/html', 'retry-after': '60' })
        .end('<html><h1>503 Service Unavailable</h1></html>');
      return;
    case 'cut-short':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"errcode":');
      return;
    case 'login-page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in to this network</html>');
      return;
    default:
      sendErrcode(response, errcode, number);
  }
}

const errmsgs: Readonly<Record<number, string>> = {
  [-1]: 'system busy',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40039: 'invalid url size',
  40058: 'content exceed max length. invalid Request Parameter',
  44004: 'empty content',
  45008: 'article size out of limit',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  93000: 'invalid webhook url',
};

function sendErrcode(response: ServerResponse, errcode: number, number: number): void {
  const hint = String(number).padStart(25, '1700000000');
  const more = `hint: [${hint}], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  const errmsg = errcode === 0 ? 'ok' : `${errmsgs[errcode] ?? 'error'}, ${more}`;
  const headers = errcode === 0 ? {} : { 'Error-Code': String(errcode), 'Error-Msg': errmsg };
  response
    .writeHead(200, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify({ errcode, errmsg }));
}

function keyOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://stand-in').searchParams.get('key') ?? '';
}
