import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { phrase } from '../ground/phrase.ts';
import type { Problem, Template, TemplateFormat, TemplateName, Templates } from '../model.ts';
import { programDir } from './environment.ts';
import { problemWithoutPlace } from './problem.ts';
import { displayPath, readTextFile } from './text-file.ts';

/**
 * The folders that are searched for the templates of a format, in order; "" is the folder shared by all. If the user's
 * folder has no template for a room, the program's own is used, since the user's folder may be older than the room.
 */
const folders: Readonly<Record<TemplateFormat, readonly string[]>> = {
  markdown: ['markdown', ''],
  markdown_v2: ['markdown_v2', ''],
  text: ['text', ''],
  feishu: ['feishu', 'rooms'],
  dingtalk: ['dingtalk', 'rooms'],
  slack: ['slack', 'rooms'],
  discord: ['discord', 'rooms'],
  mattermost: ['mattermost', 'rooms'],
  telegram: ['telegram', 'rooms'],
  mail: ['mail', 'rooms'],
  ntfy: ['ntfy', 'text'],
};
const formats = Object.keys(folders) as readonly TemplateFormat[];
const names: readonly TemplateName[] = ['header', 'section', 'story', 'footer'];

/**
 * Reads the templates of all formats: `markdown/header.liquid`, or `header.liquid` if the format has none; for rooms other
 * than WeCom `rooms/` comes in between. Compose checks their syntax. A missing template is a problem.
 * @returns the same object as before while the texts are the same, so that what was computed from it stays true
 */
export function readTemplates({ templatesDir, cwd }: { readonly templatesDir: string; readonly cwd: string }): {
  readonly templates: Templates;
  readonly problems: readonly Problem[];
} {
  const isFolder = existsSync(templatesDir) ? statSync(templatesDir).isDirectory() : undefined;
  if (!isFolder) return { templates: noTemplates, problems: [noFolder(displayPath(templatesDir, cwd), isFolder)] };

  const problems: Problem[] = [];
  const shippedDir = join(programDir, 'templates');
  const read = (format: TemplateFormat, name: TemplateName): Template => {
    const inEach = (dir: string, places: readonly string[]) =>
      places.map((folder) => join(dir, folder, `${name}.liquid`));
    const own = inEach(templatesDir, folders[format]);
    const fallbacks = folders[format].includes('')
      ? []
      : [...inEach(shippedDir, folders[format]), ...inEach(templatesDir, ['']), ...inEach(shippedDir, [''])];
    for (const path of [...own, ...fallbacks]) {
      const file = displayPath(path, cwd);
      const text = readTextFile(path);
      if (!text.ok) problems.push(problemWithoutPlace(file, text));
      if (!text.ok || text.value !== undefined) return { file, source: text.ok ? (text.value ?? '') : '' };
    }
    problems.push(problemWithoutPlace(displayPath(own[0] ?? templatesDir, cwd), missing));
    return none;
  };
  const ofFormat = (format: TemplateFormat) => Object.fromEntries(names.map((name) => [name, read(format, name)]));
  const templates = Object.fromEntries(formats.map((format) => [format, ofFormat(format)])) as Templates;
  problems.sort((a, b) => (a.file < b.file ? -1 : 1));
  if (!isDeepStrictEqual(templates, latest)) latest = templates;
  return { templates: latest, problems };
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
const noTemplates = Object.fromEntries(formats.map((format) => [format, blank])) as Templates;
let latest = noTemplates;

/** @param isFolder false: it is a file; undefined: it does not exist */
function noFolder(folder: string, isFolder: false | undefined): Problem {
  return problemWithoutPlace(folder, {
    what:
      isFolder === false
        ? phrase('这是一个文件，不是文件夹', 'this is a file, not a folder')
        : phrase('没有这个文件夹', 'there is no such folder'),
    remedy: phrase(
      '把 TEMPLATES_DIR 写成模板所在的文件夹，或不写它',
      'set TEMPLATES_DIR to the folder of the templates, or leave it out',
    ),
  });
}
