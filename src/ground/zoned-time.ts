import { dayMs, minuteMs, secondMs } from './durations.ts';

/** Wall-clock time in an IANA zone, and back. */
export interface Zone {
  /** Local date and time of an instant, `YYYY-MM-DDTHH:mm:ss`. */
  local(instant: Date): string;
  /** Minutes east of UTC at an instant. */
  offsetMinutes(instant: Date): number;
  /**
   * When a wall clock in the zone shows this minute: the first time for a repeated minute, and the first minute after the
   * gap for one that clocks skip.
   * @param local YYYY-MM-DDTHH:mm
   */
  minute(local: string): ZonedMinute;
}

interface ZonedMinute {
  /** YYYY-MM-DDTHH:mm */
  readonly local: string;
  readonly instant: Date;
}

/** @throws RangeError for a name that is not an IANA zone */
export function createZone(timezone: string): Zone {
  const format = formatOf(timezone);

  const local = (instant: Date): string => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(instant)) part[type] = value;
    return `${part.year?.padStart(4, '0')}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
  };
  const offsetMinutes = (instant: Date): number =>
    Math.round((Date.parse(`${local(instant)}Z`) - Math.floor(instant.getTime() / secondMs) * secondMs) / minuteMs);

  const offsetsAround = (day: string) => {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    return {
      day,
      before: offsetMinutes(new Date(midnight - dayMs)),
      after: offsetMinutes(new Date(midnight + 2 * dayMs)),
    };
  };
  // Intl is slow, and a search asks for many times of one day.
  let known = { day: '', before: 0, after: 0 };

  return {
    local,
    offsetMinutes,
    minute(wanted) {
      const day = wanted.slice(0, 10);
      if (day !== known.day) known = offsetsAround(day);
      const wall = Date.parse(`${wanted}:00Z`);
      // On a day with a change, the offset is either the one before or the one after it.
      const candidates = [wall - known.before * minuteMs, wall - known.after * minuteMs].sort((a, b) => a - b);
      const isSteady = known.before === known.after;
      const found = candidates.find((ms) => isSteady || local(new Date(ms)) === `${wanted}:00`);
      if (found !== undefined) return { local: wanted, instant: new Date(found) };
      const instant = firstMinute(candidates, (ms) => offsetMinutes(new Date(ms)) === known.after);
      return { local: local(instant).slice(0, 16), instant };
    },
  };
}

/** The first minute from which `has` is true. It is false at the first of the two instants (ms) and true at the other. */
function firstMinute([from = 0, to = 0]: readonly number[], has: (ms: number) => boolean): Date {
  let [low, high] = [from, to];
  while (high - low > minuteMs) {
    const middle = low + Math.ceil((high - low) / minuteMs / 2) * minuteMs;
    if (has(middle)) high = middle;
    else low = middle;
  }
  return new Date(high);
}

/** Creating a format costs as much as a hundred uses, and every look at a schedule creates a zone. */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timezone, format);
  return format;
}

const formats = new Map<string, Intl.DateTimeFormat>();
