import { dirname, relative, resolve } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import type { Problem } from '../model.ts';
import type { Environment } from './environment.ts';
import type { FeedsSettings } from './read-feeds.ts';
import type { YamlFile } from './yaml-file.ts';

/** Ids that are safe in file names and URLs. */
const plainId = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

/** Faults of `publish`: a web server serves the whole folder, so it must not contain the program's own files. */
export function publishProblems(
  { settings: { publish, digests }, file }: { readonly settings: FeedsSettings; readonly file: YamlFile },
  environment: Environment,
  cwd: string,
): readonly Problem[] {
  if (publish === undefined) return [];
  const folder = resolve(cwd, publish);
  const own = [cwd, environment.dataDir, dirname(environment.feedsFile), environment.templatesDir];
  const inside = own.find((path) => !/^\.\.(?:[\\/]|$)/.test(relative(folder, path)));
  const problems = digests.flatMap(({ id }, index) => {
    if (plainId.test(id)) return [];
    return file.problem(['digests', index, 'id'], {
      what: phrase(`id ${id} 不能当文件夹的名字`, `the id ${id} cannot be used as a folder name`),
      remedy: phrase(
        '有 publish 时，id 只用文字、数字、点、横线和下划线',
        'with publish, use only letters, digits, dots, hyphens and underscores in an id',
      ),
    });
  });
  if (inside === undefined) return problems;
  const what = phrase(
    `publish 的文件夹里有程序自己的文件（${inside}），会跟着公开`,
    `publish is a folder that contains the program’s own files (${inside}), which would be public too`,
  );
  const remedy = phrase('换一个单独的文件夹，例如 site', 'use a separate folder, for example site');
  return [file.problem(['publish'], { what, remedy }), ...problems];
}
