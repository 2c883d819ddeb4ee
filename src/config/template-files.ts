import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import type { Problem, Template, TemplateName, Templates } from '../model.ts';
import { problemWithoutPlace } from './problem.ts';
import { displayPath, readTextFile } from './text-file.ts';

const formats = ['markdown', 'markdown_v2', 'text'] as const;
const names: readonly TemplateName[] = ['header', 'section', 'story', 'footer'];

/**
 * The templates of every format, read anew: `markdown/header.liquid`, or `header.liquid` where a format has none of its
 * own. Compose judges their syntax. A missing template is a problem.
 */
export async function readTemplates({
  templatesDir,
  cwd,
}: {
  readonly templatesDir: string;
  readonly cwd: string;
}): Promise<{ readonly templates: Templates; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  if (!existsSync(templatesDir))
    return { templates: noTemplates, problems: [noFolder(displayPath(templatesDir, cwd))] };

  async function read(
    format: (typeof formats)[number],
    name: TemplateName,
  ): Promise<readonly [TemplateName, Template]> {
    const own = join(templatesDir, format, `${name}.liquid`);
    const shared = join(templatesDir, `${name}.liquid`);
    for (const path of [own, shared]) {
      const file = displayPath(path, cwd);
      const text = await readTextFile(path);
      if (!text.ok) problems.push(problemWithoutPlace(file, text));
      if (!text.ok || text.value !== undefined) return [name, { file, source: text.ok ? (text.value ?? '') : '' }];
    }
    problems.push(problemWithoutPlace(displayPath(own, cwd), missing));
    return [name, none];
  }
  const sources = await Promise.all(
    formats.map(async (format) => {
      const entries = await Promise.all(names.map((name) => read(format, name)));
      return [format, Object.fromEntries(entries)] as const;
    }),
  );
  problems.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { templates: Object.fromEntries(sources) as Templates, problems };
}

const missing = {
  what: phrase('没有这个模板', 'there is no such template'),
  remedy: phrase(
    '从程序自带的 templates/ 复制一份，或改 TEMPLATES_DIR',
    'copy it from the program’s own templates/, or change TEMPLATES_DIR',
  ),
};

const none: Template = { file: '', source: '' };
const blank = { header: none, section: none, story: none, footer: none };
const noTemplates: Templates = { markdown: blank, markdown_v2: blank, text: blank };

function noFolder(folder: string): Problem {
  return problemWithoutPlace(folder, {
    what: phrase('没有这个文件夹', 'there is no such folder'),
    remedy: phrase(
      '把 TEMPLATES_DIR 写成模板所在的文件夹，或不写它',
      'set TEMPLATES_DIR to the folder of the templates, or leave it out',
    ),
  });
}
