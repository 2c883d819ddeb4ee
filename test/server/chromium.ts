/** The system's Chromium, with a new and empty profile, and nothing that it would ask of the network by itself. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** @param more further arguments of the program. @throws an Error that says how to install one */
export async function launchChromium(...more: readonly string[]): Promise<Browser> {
  const executablePath = places.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium found: install it (apt-get install chromium; brew install --cask chromium), or set CHROMIUM_PATH to its program.',
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}

/** What happens on a page that should not: messages in its console, errors, dialogs, and requests of another place. */
export function complaintsOf(page: Page, home: string): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // In its verbose log, Chromium also notes that one form has several password fields.
    if (/^(?:error|warning|log|info)$/.test(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !url.startsWith('data:')) complaints.push(`request: ${url}`);
  });
  return complaints;
}
