import { dirname, relative, resolve } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import type { Problem } from '../model.ts';
import type { Environment } from './environment.ts';
import type { YamlFile } from './yaml-file.ts';

/** Characters that every file system and web server takes as they are. */
const plainId = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

/** What is wrong with `publish`: a web server serves all of its folder, so nothing of the program's own may lie in it. */
export function publishProblems(file: YamlFile, { publish, ids, cwd, environment }: Published): readonly Problem[] {
  if (publish === undefined) return [];
  const folder = resolve(cwd, publish);
  const own = [cwd, environment.dataDir, dirname(environment.feedsFile), environment.templatesDir];
  const inside = own.find((path) => !/^\.\.(?:[\\/]|$)/.test(relative(folder, path)));
  return [
    ...(inside === undefined
      ? []
      : [
          file.problem(['publish'], {
            what: phrase(
              `publish 的文件夹里有程序自己的文件（${inside}），会跟着公开`,
              `publish names a folder that holds the program’s own files (${inside}): they would be public as well`,
            ),
            remedy: phrase('换一个单独的文件夹，例如 site', 'name a folder of its own, for example site'),
          }),
        ]),
    ...ids.flatMap((id, index) =>
      plainId.test(id)
        ? []
        : file.problem(['digests', index, 'id'], {
            what: phrase(`id ${id} 不能当文件夹的名字`, `the id ${id} cannot be the name of a folder`),
            remedy: phrase(
              '有 publish 时，id 只用文字、数字、点、横线和下划线',
              'with publish, use only letters, digits, dots, hyphens and underscores in an id',
            ),
          }),
    ),
  ];
}

interface Published {
  /** As feeds.yaml has it. */
  readonly publish: string | undefined;
  readonly ids: readonly string[];
  readonly cwd: string;
  readonly environment: Pick<Environment, 'dataDir' | 'feedsFile' | 'templatesDir'>;
}
