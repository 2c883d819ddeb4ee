/** Checks before a command starts, so that nothing is fetched or stored in vain. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkTemplates } from '../compose/templates.ts';
import type { Config } from '../config/config.ts';
import { programDir } from '../config/environment.ts';
import { problemWithoutPlace } from '../config/problem.ts';
import { readTemplates } from '../config/template-files.ts';
import { renderMarked, templatesInstead } from '../edition/trusted-templates.ts';
import { CommandError, problemLines } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { Problem } from '../model.ts';
import type { Store } from '../store/store.ts';

/** @throws CommandError that lists all problems, if there are any */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new CommandError({ 'zh-CN': problemLines(problems, 'zh-CN'), en: problemLines(problems, 'en') });
}

/** Runs before the first database is created, so that a mistake leaves nothing behind. */
export function refuseBeforeFirstStore({ environment, templates }: Config, others: readonly Problem[]): void {
  if (!existsSync(environment.dataDir)) refuseProblems([...checkTemplates(templates), ...others]);
}

/** All faults in the templates, with the file names that the user knows. */
export async function templateProblems({ templates }: Config, store: Store): Promise<readonly Problem[]> {
  return renderMarked(store, templates, () => checkTemplates(templates));
}

/** The configuration, without templates that have crashed the program twice, and the problem to report about those. */
export async function withTrustedTemplates(
  config: Config,
  store: Store,
): Promise<{ readonly config: Config; readonly problems: readonly Problem[] }> {
  const shipped = () => readTemplates({ templatesDir: join(programDir, 'templates'), cwd: '' }).templates;
  const templates = await templatesInstead(store, config.templates, shipped);
  if (templates === undefined) return { config, problems: [] };
  return { config: { ...config, templates }, problems: [problemWithoutPlace('TEMPLATES_DIR', crashedProgram)] };
}

const crashedProgram = {
  what: phrase(
    '程序用这里的模板排版时两次中途退出，所以改用上一套好的模板',
    'the program crashed twice while rendering these templates, so the last good ones are used instead',
  ),
  remedy: phrase(
    '改掉最近动过的那个模板；文件一变就会再用它们',
    'correct the template that was changed last; the templates are used again after any change',
  ),
};
