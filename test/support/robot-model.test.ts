import { describe, expect, test } from 'vitest';
import { createRobotModel, type RateModel } from './robot-model.ts';

function robotWith(rateModel: RateModel) {
  let nowMs = 0;
  const robot = createRobotModel({ rateModel, nowMs: () => nowMs, keyErrcode: (key) => (key === 'good' ? 0 : 93000) });
  const call = (change: object = {}) => {
    const body = JSON.stringify({ msgtype: 'text', text: { content: '你好' } });
    const { errcode, end } = robot.begin({ contentType: 'application/json', key: 'good', body, ...change });
    end();
    return errcode;
  };
  const text = (content: string) => call({ body: JSON.stringify({ msgtype: 'text', text: { content } }) });
  const at = (ms: number) => {
    nowMs = ms;
  };
  return { robot, call, text, at };
}

/** errcodes of as many calls, without the repeats. */
const calls = (call: () => number, times: number) => [...new Set(Array.from({ length: times }, () => call()))];

describe('three ways to count the rate', () => {
  test('the sliding rate takes 20 calls in any 60 s', () => {
    const { call, at } = robotWith('sliding');
    at(30_000);
    expect(calls(call, 20)).toEqual([0]);
    at(89_999);
    expect(call()).toBe(45009);
    at(150_000);
    expect(call()).toBe(0);
  });

  test('the fixed rate takes 20 calls in each clock minute', () => {
    const { call, at } = robotWith('fixed');
    at(59_000);
    expect(calls(call, 20)).toEqual([0]);
    expect(call()).toBe(45009);
    at(60_000);
    expect(calls(call, 20)).toEqual([0]);
  });

  test('the sliding+block rate takes no call for 60 s after the first 45009', () => {
    const { call, at } = robotWith('sliding+block');
    expect(calls(call, 20)).toEqual([0]);
    at(59_000);
    expect(call()).toBe(45009);
    at(118_000);
    expect(call()).toBe(45009);
    at(179_000);
    expect(call()).toBe(0);
  });

  test('calls that are refused count for the rate too', () => {
    const { call, text } = robotWith('sliding');
    for (let number = 1; number <= 20; number++) expect(text('')).toBe(44004);
    expect(call()).toBe(45009);
  });
});

describe('the order of the checks', () => {
  const tooLong = JSON.stringify({ msgtype: 'markdown', markdown: { content: 'a'.repeat(4097) } });

  test('the demo robot checks content type, key, rate, JSON and type, and content, in this order', () => {
    const { call } = robotWith('sliding');
    expect(call({ contentType: 'text/plain', key: 'bad', body: '{' })).toBe(40008);
    expect(call({ key: 'bad', body: '{' })).toBe(93000);
    expect(call({ body: '{' })).toBe(40008);
    expect(call({ body: tooLong.replace('"markdown"', '"Markdown"') })).toBe(40008);
    expect(call({ body: tooLong })).toBe(40058);
    for (let number = 1; number <= 17; number++) call();
    expect(call({ body: '{' })).toBe(45009);
  });

  test('the demo robot refuses a second call in flight', () => {
    const { robot, call } = robotWith('sliding');
    const body = JSON.stringify({ msgtype: 'text', text: { content: '你好' } });
    const first = robot.begin({ contentType: 'application/json', key: 'good', body });
    expect(call()).toBe(45033);
    first.end();
    expect(call()).toBe(0);
  });
});

test('the demo robot refuses over-long content whole, and what it takes stands as it came', () => {
  const { robot, text } = robotWith('sliding');
  expect(text('汉'.repeat(683))).toBe(40058);
  expect(text('汉'.repeat(682))).toBe(0);
  expect(robot.received.map(({ content }) => content)).toEqual(['汉'.repeat(682)]);
});

test('the demo robot says what a reader sees wrong, message by message', () => {
  const { robot, text } = robotWith('sliding');
  text('早报');
  text('AT&amp;T');
  expect(robot.readerProblems()).toEqual(['message 2: entity']);
});
