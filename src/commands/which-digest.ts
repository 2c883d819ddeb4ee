import type { Config } from '../config/config.ts';
import { parseDay } from '../config/scalars.ts';
import { CommandError } from '../ground/command-error.ts';
import type { DigestSettings } from '../model.ts';

/** The digest that `--digest` names, or the only one. @throws CommandError that lists the ids */
export function whichDigest(config: Config, id: string | undefined): DigestSettings {
  const ids = config.digests.map((digest) => digest.id).join(', ');
  const [first, second] = config.digests;
  if (id === undefined) {
    if (first !== undefined && second === undefined) return first;
    throw new CommandError({
      'zh-CN': `有多份日报，请用 --digest 说明是哪一份：${ids}`,
      en: `There are several digests; choose one with --digest: ${ids}`,
    });
  }
  const found = config.digests.find((digest) => digest.id === id);
  if (found !== undefined) return found;
  throw new CommandError({
    'zh-CN': `没有叫 ${id} 的日报。现有：${ids}`,
    en: `There is no digest ${id}. Known digests: ${ids}`,
  });
}

/** The instant of `--at`. @throws CommandError unless it is ISO 8601 with an offset, in this century */
export function parseInstant(text: string): Date {
  const instant = new Date(text);
  const [, day] = /^(20\d\d-\d\d-\d\d)T([01]\d|2[0-3]):\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.exec(text) ?? [];
  // Date would accept 30 February as 2 March.
  if (parseDay(day).ok && !Number.isNaN(instant.getTime())) return instant;
  throw new CommandError({
    'zh-CN': `--at 应是带时区的 ISO 8601 时间，例如 2026-02-01T09:00:00+08:00，收到的是 ${text}`,
    en: `--at takes an ISO 8601 instant with an offset, such as 2026-02-01T09:00:00+08:00; got ${text}`,
  });
}
