import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  checkPayload,
  imagePayload,
  mentionsOf,
  newsPayload,
  type Payload,
  payloadOf,
  textPayload,
  toBody,
} from '../../src/deliver/wecom.ts';

const markdown = (content: string): Payload => ({ msgtype: 'markdown', markdown: { content } });
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(64)]);
const article = { title: '标题', url: 'https://news.example/1' };

describe('the body of a POST', () => {
  test('the body of a text has its mentions, and leaves out empty lists', () => {
    const mentions = mentionsOf(['wangwu', '13800001111', '@all']);
    expect(JSON.parse(toBody(textPayload('开会', mentions)))).toEqual({
      msgtype: 'text',
      text: { content: '开会', mentioned_list: ['wangwu', '@all'], mentioned_mobile_list: ['13800001111'] },
    });
    expect(JSON.parse(toBody(textPayload('开会', mentionsOf([]))))).toEqual({
      msgtype: 'text',
      text: { content: '开会' },
    });
  });

  test('the body of a markdown message has only its content', () => {
    const body = toBody(payloadOf({ msgtype: 'markdown', content: '**早报**' }));
    expect(body).toBe('{"msgtype":"markdown","markdown":{"content":"**早报**"}}');
  });

  test('the body of a picture has its base64 and the md5 of the raw bytes', () => {
    const md5 = createHash('md5').update(png).digest('hex');
    expect(JSON.parse(toBody(imagePayload(png)))).toEqual({
      msgtype: 'image',
      image: { base64: png.toString('base64'), md5 },
    });
  });

  test('the body of a news message has the composed articles', () => {
    const body = toBody(payloadOf({ msgtype: 'news', content: JSON.stringify([article]) }));
    expect(JSON.parse(body)).toEqual({ msgtype: 'news', news: { articles: [article] } });
  });

  test('a payload over a limit gets no body', () => {
    expect(() => toBody(markdown('a'.repeat(4097)))).toThrow('4097 bytes, the limit is 4096: 1 too many');
  });
});

describe('limits', () => {
  const over = (actual: number, allowed: number) => saying(`has ${actual} \\w+, the limit is ${allowed}\\b`);
  const saying = (text: string) => ({ what: { en: expect.stringMatching(new RegExp(text)) } });

  test.each([
    ['ASCII', 'a'],
    ['汉字', '汉'],
    ['emoji', '🙂'],
  ])('markdown of %s is accepted up to 4096 bytes', (_, character) => {
    const filled = character.repeat(Math.floor(4096 / Buffer.byteLength(character)));
    const exact = filled + 'a'.repeat(4096 - Buffer.byteLength(filled));
    expect(checkPayload(markdown(exact.slice(0, -1)))).toBeUndefined();
    expect(checkPayload(markdown(exact))).toBeUndefined();
    expect(checkPayload(markdown(`${exact}a`))).toMatchObject(over(4097, 4096));
  });

  test('markdown_v2 has the limit of markdown', () => {
    const payload = payloadOf({ msgtype: 'markdown_v2', content: `${'汉'.repeat(1365)}ab` });
    expect(checkPayload(payload)).toMatchObject(over(4097, 4096));
  });

  test('a text message is accepted up to 2048 bytes', () => {
    expect(checkPayload(textPayload('a'.repeat(2048)))).toBeUndefined();
    expect(checkPayload(textPayload('a'.repeat(2049)))).toMatchObject(over(2049, 2048));
  });

  test('empty content is accepted only with a mention', () => {
    expect(checkPayload(markdown(''))).toMatchObject(saying('message is empty'));
    expect(checkPayload(textPayload(''))).toMatchObject(saying('message is empty'));
    expect(checkPayload(textPayload('', mentionsOf(['@all'])))).toBeUndefined();
  });

  test('a picture must be PNG or JPG, at most 2 MB', () => {
    const limit = 2 * 1024 * 1024;
    const padded = (bytes: number) => Buffer.concat([png, Buffer.alloc(bytes - png.length)]);
    expect(checkPayload(imagePayload(padded(limit)))).toBeUndefined();
    expect(checkPayload(imagePayload(Buffer.from([0xff, 0xd8, 0xff, 0xe0])))).toBeUndefined();
    expect(checkPayload(imagePayload(padded(limit + 1)))).toMatchObject(over(limit + 1, limit));
    expect(checkPayload(imagePayload(Buffer.from('GIF89a')))).toMatchObject(saying('neither PNG nor JPG'));
    expect(checkPayload(imagePayload(Buffer.alloc(0)))?.what).toEqual({
      'zh-CN': '图片是空的',
      en: 'The picture is empty',
    });
  });

  test('news has one to eight articles, each with a title and an absolute URL, all within their bytes', () => {
    const faultOf = (change: object) => checkPayload(newsPayload([{ ...article, ...change }]))?.what.en;
    expect(faultOf({})).toBeUndefined();
    expect(faultOf({ title: '汉'.repeat(43) })).toContain('title has 129 bytes, the limit is 128');
    expect(faultOf({ title: '' })).toContain('title is empty');
    expect(faultOf({ description: '汉'.repeat(171) })).toContain('description has 513 bytes, the limit is 512');
    expect(faultOf({ url: '/1' })).toContain('is not an absolute http(s) URL');
    expect(faultOf({ url: `https://news.example/${'a'.repeat(1024)}` })).toContain(
      'URL has 1045 bytes, the limit is 1024',
    );
    expect(faultOf({ picurl: '' })).toContain('is not an absolute http(s) URL');
    expect(checkPayload(newsPayload([]))?.what.en).toBe('The message is empty');
    expect(checkPayload(newsPayload(Array(8).fill(article)))).toBeUndefined();
    expect(checkPayload(newsPayload(Array(9).fill(article)))).toMatchObject(over(9, 8));
  });

  test('the error of a payload says which limit it exceeds and by how much, in both languages', () => {
    expect(checkPayload(markdown('a'.repeat(4100)))?.what).toEqual({
      'zh-CN': '消息有 4100 字节，上限 4096，超出 4 字节',
      en: 'The message has 4100 bytes, the limit is 4096: 4 too many',
    });
  });
});
