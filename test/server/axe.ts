import axeCore from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds serious, outside the chat, whose colours are WeCom's own. */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeCore.source);
  const result = (await page.evaluate('axe.run({ exclude: [[".chat"]] })')) as {
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  };
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 120))
          .join(' | ')}`,
    );
}
