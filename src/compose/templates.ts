import { Liquid, type Template as ParsedTemplate } from 'liquidjs';
import { counted } from '../ground/counted.ts';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import type { Language, Phrase, Problem, Template, TemplateFormat, TemplateName, Templates } from '../model.ts';
import { onceFor } from './once-for.ts';
import { sampleTitle, templateSamples } from './template-samples.ts';
import type { TemplateViews } from './template-views.ts';
import { dialects } from './text/dialects.ts';

/** The four templates of one format, parsed, for one language and zone. */
export type CompiledTemplates = {
  readonly [Name in TemplateName]: (view: TemplateViews[Name]) => string;
};

interface Locale {
  readonly language: Language;
  /** IANA name; every date is shown in it. */
  readonly timezone: string;
  /** Whose marks the filters `bold`, `quiet` and `link` print. @default 'markdown' */
  readonly format?: TemplateFormat;
}

/**
 * Parses the templates of one format. They run in memory, without access to files, the clock or random numbers.
 *
 * @throws when a template does not parse: `checkTemplates` reports that beforehand, with line and column
 */
export function compileTemplates(
  templates: Readonly<Record<TemplateName, Template>>,
  locale: Locale,
): CompiledTemplates {
  const engine = createEngine(locale);
  const compile = (name: TemplateName) => {
    const template = parse(engine, templates[name].source, name);
    return (view: object) => trimLines(render(engine, template, view));
  };
  const story = compile('story');
  return {
    header: compile('header'),
    section: compile('section'),
    // A story that is not printed would count as told.
    story: (view) => story(view) || `${view.number}. ${view.title} ${view.url}`,
    footer: compile('footer'),
  };
}

/**
 * Everything wrong with the templates: parse and render errors, unknown variables in any branch, and stories that
 * would not show. A template that formats share is reported once. The same object is checked once.
 */
export const checkTemplates: (templates: Templates) => readonly Problem[] = onceFor((templates) => {
  const files = new Map(
    Object.entries(templates).flatMap(([format, ofFormat]) =>
      Object.entries(ofFormat).map(([name, template]) => [
        template.file,
        { name: name as TemplateName, format: format as TemplateFormat, ...template },
      ]),
    ),
  );
  return [...files.values()].flatMap(({ name, format, source, file }) => {
    const engineIn = (language: Language) => createEngine({ language, timezone: 'UTC', format });
    return checkTemplate(source, { name, engines: { 'zh-CN': engineIn('zh-CN'), en: engineIn('en') }, file });
  });
});

/** What one template is checked against. */
interface Check {
  readonly name: TemplateName;
  /** One for each language: a template may print a text in only one of them. */
  readonly engines: Readonly<Record<Language, Liquid>>;
  readonly file: string;
}

/**
 * Limits of one template, far above what the shipped ones need: a very long loop would block the whole worker. The
 * units are liquidjs's own: `parseLimit` is in characters, `memoryLimit` in elements and characters that a rendering
 * makes, `renderLimit` in milliseconds, for what memory does not count. `longestOutput` is in characters.
 */
const templateLimits = { parseLimit: 10_000, memoryLimit: 10_000, renderLimit: 1_000, longestOutput: 50_000 } as const;

function createEngine({ language, timezone, format = 'markdown' }: Locale): Liquid {
  const { parseLimit, memoryLimit, renderLimit } = templateLimits;
  const limits = { parseLimit, memoryLimit, renderLimit };
  const engine = new Liquid({ templates: {}, strictFilters: true, cache: false, ...limits });
  // A template is one small file, and renders the same bytes every time.
  for (const tag of ['include', 'render', 'layout', 'block', 'increment', 'decrement']) delete engine.tags[tag];
  for (const filter of Object.keys(engine.filters)) {
    if (/^date|^sample$|hmac|sha256|base64/.test(filter)) engine.unregisterFilter(filter);
  }
  engine.registerFilter('en', (chinese: unknown, english: unknown) => (language === 'en' ? english : chinese));
  engine.registerFilter('counted', (count: number, unit: string, one: string, many: string) => {
    if (language === 'en') return counted(count, one, many);
    return `${count} ${unit}`;
  });
  const { bold, quiet, link } = dialects[format];
  engine.registerFilter('bold', (text: unknown) => `${bold[0]}${text}${bold[1]}`);
  engine.registerFilter('quiet', (text: unknown) => (text === '' ? '' : `${quiet[0]}${text}${quiet[1]}`));
  engine.registerFilter('link', (label: unknown, url: unknown) => link(String(label), String(url)));
  engine.registerFilter('date', (instant: unknown, chinese: string = 'yyyy-MM-dd', english: string = chinese) => {
    if (!(instant instanceof Date)) return '';
    return formatDate(instant, language === 'en' ? english : chinese, { language, timezone });
  });
  return engine;
}

const datePart: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  yyyy: { year: 'numeric' },
  MMMM: { month: 'long' },
  MMM: { month: 'short' },
  MM: { month: '2-digit' },
  M: { month: 'numeric' },
  dd: { day: '2-digit' },
  d: { day: 'numeric' },
  EEEE: { weekday: 'long' },
  EEE: { weekday: 'short' },
  HH: { hour: '2-digit', hourCycle: 'h23' },
  mm: { minute: '2-digit' },
};

/** `pattern` in the letters of Unicode (yyyy MM M MMM dd d EEE HH mm); all else is printed as it is. */
function formatDate(instant: Date, pattern: string, { language, timezone }: Locale): string {
  return pattern.replace(/yyyy|MMMM|MMM|MM|M|dd|d|EEEE|EEE|HH|mm/g, (token) => {
    const options = datePart[token] ?? {};
    const parts = new Intl.DateTimeFormat(language, { ...options, timeZone: timezone }).formatToParts(instant);
    const value = parts.find(({ type }) => type in options)?.value ?? '';
    return token.length === 2 ? value.padStart(2, '0') : value;
  });
}

function parse(engine: Liquid, source: string, file: string): ParsedTemplate[] {
  // A source that is too long goes to the parser unchanged, which refuses it at once.
  return engine.parse(source.length > templateLimits.parseLimit ? source : withoutTagLines(source), file);
}

function render(engine: Liquid, template: ParsedTemplate[], view: object): string {
  const text = String(renderOnceMore(engine, template, view));
  if (text.length > templateLimits.longestOutput) throw new Error('output limit exceeded');
  return text;
}

/** `renderLimit` counts the time on the clock: after a pause of the machine a harmless template gets a second try. */
function renderOnceMore(engine: Liquid, template: ParsedTemplate[], view: object): unknown {
  try {
    return engine.renderSync(template, view);
  } catch (error) {
    if (!/^template render limit/.test((error as Error).message)) throw error;
    return engine.renderSync(template, view);
  }
}

/** A line that holds only a tag leaves no line behind. Everything else keeps its line and column. */
function withoutTagLines(source: string): string {
  return source.replace(/^([ \t]*\{%(?!-)(?:[^%]|%(?!\}))*?)(?<!-)%\}[ \t]*$/gm, '$1-%}');
}

/** Removes spaces around line breaks and blank space at both ends: they come from the template's layout. */
function trimLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .trim();
}

function checkTemplate(source: string, check: Check): readonly Problem[] {
  const { name, engines, file } = check;
  try {
    const problems = unknownVariables(source, check);
    if (problems.length > 0) return problems;
    const inEach = Object.entries(engines).map(([language, engine]) => {
      const template = parse(engine, source, file);
      return templateSamples[name].map((view) => render(engine, template, { ...view, language }));
    });
    const shows = templateSamples[name].every((_, index) =>
      inEach.some((texts) => texts[index]?.includes(sampleTitle)),
    );
    return name !== 'story' || shows ? [] : [hiddenStory(file)];
  } catch (error) {
    return [syntaxProblem(error, check)];
  }
}

function hiddenStory(file: string): Problem {
  return {
    file,
    line: undefined,
    column: undefined,
    what: phrase(
      '不是每条新闻都写出标题：读者看不到的，也会算作讲过',
      'does not print the title of every story: a story that readers cannot see would count as told',
    ),
    remedy: phrase(
      '在每个分支里都写 {{ title }}（可对照仓库里的同名模板）',
      'Write {{ title }} in every branch; compare with the template of the same name in the repository.',
    ),
  };
}

function unknownVariables(source: string, check: Check): readonly Problem[] {
  const engine = check.engines['zh-CN'];
  const [view] = templateSamples[check.name];
  const { globals, variables } = engine.analyzeSync(parse(engine, source, check.file));
  const problems: Problem[] = [];
  for (const variable of Object.values(globals).flat()) {
    const wrong = unknownPart(variable.segments, view);
    if (wrong !== undefined) problems.push(variableProblem(wrong, variable.location, check));
  }
  for (const [name, collection] of loops(source)) {
    const element = elementOf(view, collection);
    for (const variable of variables[name] ?? []) {
      if (globals[name]?.some(({ location }) => sameLocation(location, variable.location))) continue;
      const wrong = unknownPart(variable.segments.slice(1), element);
      if (wrong !== undefined) problems.push(variableProblem(wrong, variable.location, check));
    }
  }
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

interface UnknownName {
  readonly name: string;
  readonly known: readonly string[];
}

/** The first name of a path that a full view does not have. */
function unknownPart(segments: readonly unknown[], view: unknown): UnknownName | undefined {
  let at = view;
  for (const segment of segments) {
    if (at === undefined || typeof segment === 'object') return undefined;
    const name = String(segment);
    if (Array.isArray(at)) {
      if (typeof segment !== 'number' && name !== 'first' && name !== 'last')
        return name === 'size' ? undefined : { name, known: ['size', 'first', 'last'] };
      at = at[0];
    } else if (isObject(at)) {
      if (!Object.hasOwn(at, name)) return { name, known: Object.keys(at) };
      at = at[name];
    } else return name === 'size' ? undefined : { name, known: [] };
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

/** Loop variables and what they run over: `{% for link in links %}`. */
function loops(source: string): readonly (readonly [string, string])[] {
  const found = source.matchAll(/\{%-?\s*for\s+([\w-]+)\s+in\s+([\w-]+)/g);
  return [...new Map([...found].map(([, name = '', collection = '']) => [name, collection]))];
}

function elementOf(view: unknown, collection: string): unknown {
  const list = isObject(view) && Object.hasOwn(view, collection) ? view[collection] : undefined;
  return Array.isArray(list) ? list[0] : undefined;
}

interface Location {
  readonly row: number;
  readonly col: number;
}

function sameLocation(a: Location, b: Location): boolean {
  return a.row === b.row && a.col === b.col;
}

function variableProblem({ name, known }: UnknownName, location: Location, { file }: Check): Problem {
  const near = nearest(name, known);
  return {
    file,
    line: location.row,
    column: location.col,
    what: phrase(`没有变量 "${name}"`, `unknown variable "${name}"`),
    remedy: suggestion(near, known),
  };
}

function suggestion(near: string | undefined, known: readonly string[]): Phrase {
  if (near !== undefined) return phrase(`是不是 "${near}"？`, `Did you mean "${near}"?`);
  if (known.length === 0)
    return phrase('它下面没有更多字段，去掉点和后面的名字', 'It has no parts: remove the dot and the name after it.');
  return phrase(`可以用：${known.join('、')}`, `There are: ${known.join(', ')}`);
}

function syntaxProblem(error: unknown, check: Check): Problem {
  const { message, token } = error as Error & { token?: { getPosition?(): [number, number] } };
  const [line, column] = token?.getPosition?.() ?? [undefined, undefined];
  const what = message.replace(/, (?:file|line):.*$/s, '');
  if (limitExceeded.test(what)) return { file: check.file, line, column, ...tooMuchWork };
  return {
    file: check.file,
    line,
    column,
    what: phrase(syntaxInChinese(what), what),
    remedy: syntaxRemedy(what, check),
  };
}

/** Errors of liquidjs, and of `render`, when a template exceeds a limit. */
const limitExceeded = /^(?:parse length|memory alloc|template render|output) limit exceeded/;

const tooMuchWork: Pick<Problem, 'what' | 'remedy'> = {
  what: phrase('模板太长，或者循环太多，写出的内容太长', 'is too long, loops too often, or writes too much'),
  remedy: phrase(
    `去掉多余的循环；一个模板最多 ${templateLimits.parseLimit} 个字符`,
    `Remove the loops that are not needed; a template has at most ${templateLimits.parseLimit} characters.`,
  ),
};

const syntaxPhrases: readonly (readonly [RegExp, string])[] = [
  [/^undefined filter: (\S+)$/, '没有过滤器 "$1"'],
  [/^tag "([^"]*)" not found$/, '没有标签 "$1"'],
  [/^(?:tag|output) "?(.+?)"? not closed$/s, '"$1" 没有结束'],
  [/^invalid value expression: (.*)$/s, '看不懂的表达式 $1'],
];

function syntaxInChinese(what: string): string {
  for (const [pattern, chinese] of syntaxPhrases) if (pattern.test(what)) return what.replace(pattern, chinese);
  return `语法错误：${what}`;
}

function syntaxRemedy(what: string, { engines }: Check): Phrase {
  const engine = engines['zh-CN'];
  const filter = /^undefined filter: (\S+)$/.exec(what)?.[1];
  const nearFilter = filter === undefined ? undefined : nearest(filter, Object.keys(engine.filters));
  if (nearFilter !== undefined) return suggestion(nearFilter, []);
  const tag = /^tag "([^"]*)" not found$/.exec(what)?.[1];
  const nearTag = tag === undefined ? undefined : nearest(tag, Object.keys(engine.tags));
  if (nearTag !== undefined) return suggestion(nearTag, []);
  return phrase(
    '对照仓库里的同名模板改；{% if %} 要有 {% endif %}，{{ 要有 }}',
    'Compare with the template of the same name in the repository; {% if %} needs {% endif %}, {{ needs }}.',
  );
}
