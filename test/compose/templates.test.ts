import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkTemplates, compileTemplates } from '../../src/compose/templates.ts';
import { templates, withTemplate } from './invented.ts';

const withStory = (story: string) => withTemplate('story', story);
const problems = (story: string) => checkTemplates(withStory(story));

test('the templates that are shipped have no problems', () => {
  expect(checkTemplates(templates)).toEqual([]);
});

describe('a wrong template is told with file, line and column', () => {
  test.each([
    [
      'a filter that does not exist',
      '{{ number }}\n{{ title | upcas }}',
      2,
      1,
      '没有过滤器 "upcas"',
      '是不是 "upcase"？',
    ],
    ['a tag that is not closed', '{{ number }}\n{% if top %}x', 2, 1, '"{% if top %}" 没有结束', /对照/],
    ['a tag that does not exist', '{% iff top %}', 1, 1, '没有标签 "iff"', '是不是 "if"？'],
    ['an output that is not closed', 'a\nb {{ title', 2, 3, '"{{ title" 没有结束', /对照/],
    ['an expression that is none', '{{ | }}', 1, 4, /看不懂/, /对照/],
  ])('a wrong template is reported with file, line and column: %s', (_, source, line, column, what, remedy) => {
    const [problem, ...others] = problems(source);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ file: 'templates/markdown/story.liquid', line, column });
    expect(problem?.what['zh-CN']).toMatch(what);
    expect(problem?.remedy['zh-CN']).toMatch(remedy);
  });

  test('all problems of all templates are reported at once', () => {
    const broken = {
      ...withStory('{{ titel }}\n{{ ulr }}'),
      text: { ...templates.text, header: { file: 'mine/header.liquid', source: '{{ datum }}' } },
    };
    expect(checkTemplates(broken).map(({ file, line }) => `${file}:${line}`)).toEqual([
      'templates/markdown/story.liquid:1',
      'templates/markdown/story.liquid:2',
      'mine/header.liquid:1',
    ]);
  });
});

test('an error in a template of several formats is reported once', () => {
  const header = { file: 'mine/header.liquid', source: '{{ datum }}' };
  const shared = {
    ...templates,
    markdown: { ...templates.markdown, header },
    markdown_v2: { ...templates.markdown_v2, header },
    text: { ...templates.text, header },
  };
  expect(checkTemplates(shared).map(({ file }) => file)).toEqual(['mine/header.liquid']);
});

describe('a template that would hold the worker is told instead', () => {
  test.each([
    ['loops in loops', '{% for i in (1..300000) %}{% for j in (1..300000) %}{% endfor %}{% endfor %}{{ title }}'],
    ['small loops, nested deep', `${'{% for i in (1..50) %}'.repeat(8)}x${'{% endfor %}'.repeat(8)}{{ title }}`],
    [
      'short lists, nested deep',
      `${'{% for i in names %}{% for i in links %}'.repeat(60)}x${'{% endfor %}{% endfor %}'.repeat(60)}{{ title }}`,
    ],
    ['a loop over points of a discussion', '{% for i in (1..discussion.points) %}.{% endfor %}{{ title }}'],
    ['text that grows', `{% for i in (1..9000) %}${'字'.repeat(5000)}{% endfor %}{{ title }}`],
    ['more characters than a template needs', '{{ title }}'.repeat(2000)],
  ])('a template that would block the worker is reported: %s', (_, source) => {
    const found = problems(source);
    expect(found).toMatchObject([
      { file: 'templates/markdown/story.liquid', what: { 'zh-CN': '模板太长，或者循环太多，写出的内容太长' } },
    ]);
    expect(found[0]?.remedy.en).toContain('Remove the loops');
  });
});

test('a pause of the machine while a template is rendered is not taken for a loop', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(60_000);
  onTestFinished(() => now.mockRestore());
  expect(problems('{{ title }} ')).toEqual([]);
});

describe('an unknown variable is told, with the nearest known one', () => {
  test.each([
    ['in plain sight', '{{ titel }}', 'titel', '是不是 "title"？'],
    [
      'in a branch that is seldom taken',
      '{% if update %}{% unless top %}{{ updat.title }}{% endunless %}{% endif %}',
      'updat',
      '是不是 "update"？',
    ],
    ['in a condition', '{% if tpo %}x{% endif %}', 'tpo', '是不是 "top"？'],
    ['in a filter', '{{ title | append: sumary }}', 'sumary', '是不是 "summary"？'],
    ['in an assignment', '{% assign x = sourc %}{{ x }}', 'sourc', '是不是 "source"？'],
    ['as a part of one', '{{ background.tilte }}', 'tilte', '是不是 "title"？'],
    ['of something that has no parts', '{{ title.text }}', 'text', /没有更多字段/],
    ['of the element of a loop', '{% for link in links %}{{ link.nmae }}{% endfor %}', 'nmae', '是不是 "name"？'],
    ['like nothing that exists', '{{ abracadabra }}', 'abracadabra', /^可以用：.*title/],
  ])('an unknown variable of a template is reported with the nearest known one: %s', (_, source, name, remedy) => {
    const found = problems(source);
    expect(found.map(({ what }) => what['zh-CN'])).toEqual([`没有变量 "${name}"`]);
    expect(found[0]?.remedy['zh-CN']).toMatch(remedy);
  });

  test.each([
    '{{ links.size }} {{ links.first.name }} {{ names[0] }}',
    '{% for name in names %}{{ name }} {{ forloop.index }}{% endfor %}',
    '{% capture x %}a{% endcapture %}{{ x }}',
  ])('no unknown variable is reported in %s', (source) => {
    expect(problems(`{{ title }}${source}`)).toEqual([]);
  });

  test('a variable of another template is unknown', () => {
    const own = withTemplate('section', '{{ number }}');
    expect(checkTemplates(own).map(({ file }) => file)).toEqual(['templates/markdown/section.liquid']);
  });
});

describe('a story that readers would not see is told, since it would count as told', () => {
  test.each([
    ['an empty template', ''],
    ['one without the title', '{{ number }}. {{ summary }}'],
    ['one that has it only in 要闻', '{% if top %}{{ title }}{% endif %}'],
    ['one that has it only beside a summary', "{% if summary != '' %}{{ title }}{% endif %}"],
  ])('a template that hides a story from readers is reported: %s', (_, source) => {
    expect(problems(source)).toMatchObject([
      { file: 'templates/markdown/story.liquid', what: { 'zh-CN': expect.stringContaining('标题') } },
    ]);
  });

  test.each(['{{ title | upcase }}', "{% if language == 'en' %}{{ title }}{% endif %}"])(
    'no story is reported as invisible for %s',
    (source) => {
      expect(problems(source)).toEqual([]);
    },
  );

  test('a story that the samples do not have is printed all the same', () => {
    const story = "{% if source != '星尘' %}{{ title }}{% endif %}";
    expect(problems(story)).toEqual([]);
    const compiled = compileTemplates(withStory(story).markdown, { language: 'zh-CN', timezone: 'UTC' });
    const view = { number: 3, title: '流明发布 Nova 3', url: 'https://example.com/nova', source: '星尘' };
    expect(compiled.story(view as never)).toBe('3. 流明发布 Nova 3 https://example.com/nova');
  });
});

describe('templates', () => {
  const render = (section: string, language: 'zh-CN' | 'en' = 'zh-CN', timezone = 'Asia/Shanghai') => {
    return compileTemplates(withTemplate('section', section).markdown, { language, timezone }).section({
      language,
      title: '标题',
    });
  };
  const at = (instant: string, header: string, language: 'zh-CN' | 'en' = 'zh-CN', timezone = 'Asia/Shanghai') =>
    compileTemplates(withTemplate('header', header).markdown, { language, timezone }).header({
      slot: new Date(instant),
      stories: 1,
    } as never);

  test('a line that holds only a tag leaves no line', () => {
    expect(render('一\n{% if title %}\n二\n{% endif %}\n三')).toBe('一\n二\n三');
    expect(render('{% # 说明\n # more %}\n一')).toBe('一');
  });

  test('the words of a template are in the language of the digest', () => {
    expect(render("{{ '另见' | en: 'also' }}")).toBe('另见');
    expect(render("{{ '另见' | en: 'also' }}", 'en')).toBe('also');
    expect(at('2026-01-15T01:00:00Z', "{{ stories | counted: '条', 'story', 'stories' }}", 'en')).toBe('1 story');
  });

  test.each([
    ['zh-CN', 'Asia/Shanghai', 'M月d日 EEE', '2月1日 周日'],
    ['zh-CN', 'America/New_York', 'M月d日 EEE', '1月31日 周六'],
    ['en', 'Asia/Shanghai', 'EEE, MMM d', 'Sun, Feb 1'],
    ['en', 'UTC', 'yyyy-MM-dd HH:mm', '2026-01-31 16:30'],
    ['zh-CN', 'Asia/Shanghai', 'yyyy-MM-dd HH:mm', '2026-02-01 00:30'],
  ] as const)('a date is shown in the zone of the digest: %s %s %s', (language, timezone, pattern, shown) => {
    expect(at('2026-01-31T16:30:00Z', `{{ slot | date: '${pattern}' }}`, language, timezone)).toBe(shown);
  });

  test('a date without a pattern is a plain date', () => {
    expect(at('2026-01-31T16:30:00Z', '{{ slot | date }}')).toBe('2026-02-01');
  });

  test('templates have no clock, no random numbers and no other files', () => {
    expect(at('2026-01-15T01:00:00Z', "{{ 'now' | date: 'yyyy' }}x")).toBe('x');
    for (const source of [
      "{{ 'now' | date_to_string }}",
      '{{ names | sample }}',
      "{% include 'x' %}",
      "{% render 'x' %}",
      "{% layout 'x' %}",
    ]) {
      expect(problems(source)).toHaveLength(1);
    }
  });
});
