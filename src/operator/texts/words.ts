import { counted } from '../../ground/counted.ts';
import { cutText } from '../../ground/cut-text.ts';
import { durationPhrase } from '../../ground/durations.ts';
import { sayIn } from '../../ground/say.ts';
import { createZone } from '../../ground/zoned-time.ts';
import type { Language, Phrase } from '../../model.ts';
import type { DigestSlot } from '../condition.ts';

/** The language of an alert, and the time zone of its times. */
export interface Voice {
  readonly language: Language;
  /** IANA name. */
  readonly timezone: string;
}

/** The lines of an alert in one language, before they are shortened to fit. */
export interface AlertLines {
  /** What happened, and where. */
  readonly head: string;
  /** May contain text from outside. */
  readonly cause?: readonly string[];
  /** What readers notice. */
  readonly effect?: string;
  /** One thing to do. */
  readonly action: string;
}

export type Words = ReturnType<typeof wordsIn>;

/** Formats the facts of an alert in one language. Local times are `YYYY-MM-DDTHH:mm`. */
export function wordsIn({ language, timezone }: Voice) {
  const local = (instant: Date) => createZone(timezone).local(instant).slice(0, 16);
  const day = (text: string) => dayText(text, language);
  const dayAndMinute = (text: string) => `${day(text)} ${text.slice(11, 16)}`;
  return {
    say: sayIn(language),
    phrase: (text: Phrase) => text[language],
    /** `2月1日`, `Feb 1`, of a day or a local time. */
    day,
    /** `2月1日 09:00`, `Feb 1 09:00`, of a local time. */
    dayAndMinute,
    /** The same for an instant, in the zone. */
    minuteOf: (instant: Date) => dayAndMinute(local(instant)),
    /** `09:00`, in the zone. */
    timeOf: (instant: Date) => local(instant).slice(11),
    /** `15:00`; with the day when it is not the day of the slot. */
    deadline(instant: Date, { slot }: DigestSlot) {
      const at = local(instant);
      return at.slice(0, 10) === slot.slice(0, 10) ? at.slice(11) : dayAndMinute(at);
    },
    /** A digest's title and slot. */
    digest: ({ title, slot }: DigestSlot) => `${shortName(title)} ${dayAndMinute(slot)}`,
    /** `6 小时`, `6 hours`. */
    duration: (ms: number) => durationPhrase(ms)[language],
    /** English only: `1 story`, `3 stories`. */
    count: counted,
  };
}

/** `2月1日`, `Feb 1`. @param local begins with YYYY-MM-DD */
export function dayText(local: string, language: Language): string {
  const [month = 0, day = 0] = local.slice(5, 10).split('-').map(Number);
  return language === 'en' ? `${months[month - 1]} ${day}` : `${month}月${day}日`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A name from outside, shortened. IP addresses are removed first: a cut could leave half of one. */
export function shortName(name: string, maxBytes = 60): string {
  return cutText(withoutAddresses(name).replaceAll(/\s+/g, ' ').trim(), maxBytes, 'bytes');
}

/**
 * The text without IP addresses and without values of `key=` and `token=`: it may contain text from outside, and people
 * forward alerts.
 */
export function withoutAddresses(text: string): string {
  return text
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '…')
    .replaceAll(/\[?\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\b\]?(?::\d{1,5})?/gi, '…')
    .replaceAll(/([?&](?:key|token)=)[^\s&]+/gi, '$1…');
}

/** `41 MB`, `2.1 GB`. */
export function sizeText(bytes: number): string {
  const megabytes = bytes / 1024 ** 2;
  return megabytes < 1000 ? `${Math.floor(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}
