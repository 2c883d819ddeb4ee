import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Format } from '../../src/model.ts';
import { messageHtml } from '../../src/server/message-html.ts';
import { hostile } from './samples.ts';

function shown(content: string, msgtype: Format = 'markdown'): string {
  return messageHtml({ msgtype, content }).toString().trim();
}

function line(inside: string): string {
  return `<div class="line">${inside}</div>`;
}

const link = (url: string, label: string, lang = '') =>
  `<a href="${url}" target="_blank" rel="noopener noreferrer"${lang}>${label}</a>`;

describe('a markdown message on a page', () => {
  test('shows links by their titles, and grey and bold text', () => {
    expect(shown('**要闻**')).toBe(line('<span class="bold">要闻</span>'));
    expect(shown('1. [流明](https://lumen.example/a?b=1&c=2) <font color="comment">星尘</font>')).toBe(
      line(`1. ${link('https://lumen.example/a?b=1&amp;c=2', '流明', ' lang="zh"')} <span class="comment">星尘</span>`),
    );
  });

  test('has an element for each line, also for empty ones', () => {
    expect(shown('a\n\nb')).toBe([line('a'), line(''), line('b')].join('\n'));
  });

  test('keeps a colour over a line break', () => {
    expect(shown('<font color="warning">a\nb</font>')).toBe(
      [line('<span class="warning">a</span>'), line('<span class="warning">b</span>')].join('\n'),
    );
  });

  test('keeps both of two nested marks', () => {
    expect(shown('**<font color="info">a</font>**')).toBe(line('<span class="bold info">a</span>'));
  });

  test('shows headings, quotes and code', () => {
    expect(shown('## Title')).toBe('<div class="heading h2">Title</div>');
    expect(shown('#tag')).toBe(line('#tag'));
    expect(shown('> said')).toBe('<div class="line quote">said</div>');
    expect(shown('run `npm ci`')).toBe(line('run <span class="code">npm ci</span>'));
  });

  test('shows marks that are not closed as text', () => {
    expect(shown('a ** b [c](d')).toBe(line('a ** b [c](d'));
  });

  test('has no link for an address that is not http or https', () => {
    expect(shown('[x](javascript:alert%281%29)')).toBe(line('x'));
    expect(shown('[x](data:text/html,hi)')).toBe(line('x'));
  });

  test('does not fetch pictures', () => {
    expect(shown('![logo](https://lumen.example/logo.png)', 'markdown_v2')).toBe(line('🖼 logo'));
  });
});

describe('a text message on a page', () => {
  test('shows marks as characters and addresses as links', () => {
    expect(shown('**1.** a（b）\nhttps://lumen.example/1', 'text')).toBe(
      [line('**1.** a（b）'), line(link('https://lumen.example/1', 'https://lumen.example/1'))].join('\n'),
    );
  });
});

describe('a news message on a page', () => {
  test('has a card for each article and fetches no picture', () => {
    const content = JSON.stringify([
      {
        title: '1. 流明',
        description: '星尘周报',
        url: 'https://lumen.example/1',
        picurl: 'https://lumen.example/1.png',
      },
      { title: hostile, description: hostile, url: 'javascript:alert(1)' },
    ]);
    const page = shown(content, 'news');
    expect(page.match(/class="card"/g)).toHaveLength(2);
    expect(page.match(/class="picture"/g)).toHaveLength(1);
    expect(page).not.toMatch(/<(?:img|script)|\.png|javascript:/);
  });
});

test('whatever a message contains, its page has only our own tags and web addresses', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '](',
    '[',
    ')',
    '**',
    '`',
    '\n',
    '#',
    ' ',
    'a',
    '<@x>',
    '</font>',
    '</div>',
    '<font color="comment">',
    '<font color=x onclick=y>',
    'https://a.example/"onload=x',
    'javascript:',
    '<script>',
    '\ud800',
    '\u0000',
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom<Format>('markdown', 'markdown_v2', 'text'), (content, format) => {
      const page = shown(content, format);
      const rest = page
        .replace(/<div class="(?:line|line quote|heading h[1-6])">|<\/div>|<\/span>|<\/a>/g, '')
        .replace(/<span class="(?:bold|code|comment|info|warning|mention| )+">/g, '')
        .replace(/<a href="https?:[^"<>]*" target="_blank" rel="noopener noreferrer"(?: lang="(?:en|zh)")?>/g, '');
      expect(rest).not.toMatch(/[<>"]/);
      expect(page.split('<div').length).toBe(page.split('</div>').length);
      expect(page.split('<span').length).toBe(page.split('</span>').length);
      expect(page.isWellFormed()).toBe(true);
    }),
    { seed: 20_260_201, numRuns: 500 },
  );
});
