/** A name and a version and nothing else, as in the titles of release feeds. */
const releaseTitle = /^(?:[\w@./-]*[A-Za-z][\w@./-]*\s+){0,4}(?:version\s+)?v?(?<version>\d+(?:\.\d+)+)[-+\w.]*$/iu;

/** A quick check first: every release title has a version, and few others do. */
const hasVersion = /\d\.\d/;

/** True for a release whose third number is above 0: v2.1.239, not v2.2.0. */
export function isPatchRelease(title: string): boolean {
  if (!hasVersion.test(title)) return false;
  const [, , patch] = releaseTitle.exec(title.trim())?.groups?.version?.split('.') ?? [];
  return Number(patch) > 0;
}
