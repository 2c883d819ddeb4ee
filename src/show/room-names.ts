import { alertVariable, robotVariable } from '../config/environment.ts';
import { sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';

/** Prefix of facts with names of groups, followed by the variable of the robot. */
export const roomNamePrefix = 'room-name:';

/** Returns the name of a group: given by a person, else derived from its variable. */
export async function readRoomNames(
  store: Pick<ScheduleStore, 'facts'>,
  language: Language,
): Promise<(webhook: string) => string> {
  const given = await store.facts(roomNamePrefix);
  return (webhook) => given.get(`${roomNamePrefix}${webhook}`) ?? usualName(webhook, language);
}

function usualName(webhook: string, language: Language): string {
  const say = sayIn(language);
  switch (webhook) {
    case robotVariable:
      return say('日报群', 'the digest group');
    case alertVariable:
      return say('告警群', 'the alert group');
    case 'WECOM_TEST_WEBHOOK_URL':
      return say('试发群', 'the test group');
    default:
      return webhook.replace(/_(WEBHOOK_)?URL$/, '');
  }
}
