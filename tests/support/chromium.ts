// Starts Chromium: an installed Chromium if there is one, otherwise the Chromium from a package (for Linux on x64).

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'

/**
 * The flags that Debian's Chromium needs on a machine without a screen and without a network. They do no harm
 * elsewhere.
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts a Chromium for this process.
 *
 * @param folder The folder in which the packaged Chromium is unpacked. The caller deletes the folder.
 */
export async function launchChromium(folder: string, ...flags: string[]): Promise<Browser> {
  return chromium.launch(await findChromium(folder, flags))
}

async function findChromium(folder: string, flags: string[]): Promise<LaunchOptions> {
  const args = [...FLAGS, ...flags]
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (installed) return { executablePath: installed, args }
  if (process.platform !== 'linux') return { channel: 'chrome', args }

  // The package reads this variable when it is imported. Then it brings libnss3 and other libraries that small machines
  // do not have.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x'
  // The package unpacks into the temp folder and leaves its files there. In this folder, the files are deleted with the
  // folder, and no other process finds a half-written file.
  process.env.TMPDIR = folder
  const { default: packaged } = await import('@sparticuz/chromium')
  packaged.setGraphicsMode = false
  const executablePath = await packaged.executablePath()
  return { executablePath, args, env: { ...process.env, FONTCONFIG_PATH: writeFontConfig(folder) } }
}

/**
 * Writes the font configuration, with the packaged fonts in `folder`. The packaged configuration expects the fonts in
 * `/tmp/fonts`. Without any font, a page crashes at its first text field.
 */
function writeFontConfig(folder: string): string {
  const path = join(folder, 'fontconfig')
  const packaged = ['sans-serif', 'system-ui'].map(
    (family) => `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`,
  )
  mkdirSync(path, { recursive: true })
  writeFileSync(
    join(path, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(path, 'cache')}</cachedir>
  ${packaged.join('\n  ')}
</fontconfig>
`,
  )
  return path
}
