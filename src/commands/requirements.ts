/** What must be right before a command begins, so that nothing is fetched or stored in vain. */
import { checkTemplates } from '../compose/templates.ts';
import type { Config } from '../config/config.ts';
import { CommandError, problemLines } from '../ground/command-error.ts';
import { nearest } from '../ground/nearest.ts';
import type { Problem } from '../model.ts';

/** @throws CommandError that tells all of them, unless there are none */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new CommandError({ 'zh-CN': problemLines(problems, 'zh-CN'), en: problemLines(problems, 'en') });
}

/** Everything wrong with the templates, under the names by which the user knows their files. */
export function templateProblems({ templates }: Config): readonly Problem[] {
  return checkTemplates(templates, nearest);
}
