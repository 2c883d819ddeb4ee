import type { Reason } from '../model.ts';

/** The reasons for a score: `3 家独立来源 +4 · 标题党 −2`. */
export function reasonsLine(reasons: readonly Reason[]): string {
  return reasons.map(({ points, why }) => `${why} ${signed(points)}`).join(' · ');
}

/** `+1.9`, `−2`. */
export function signed(points: number): string {
  return points < 0 ? `−${-points}` : `+${points}`;
}
