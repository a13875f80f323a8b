// Starts a Chromium: an installed one when there is one, else the one that comes as a package (for Linux on x64).

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserServer, chromium, type LaunchOptions } from 'playwright-core'

/** What Debian's Chromium needs where there is no screen and no network, and does no harm to others. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** @param folder Where the packaged one is unpacked, for the caller to delete. */
export async function launchChromium(folder: string, ...flags: string[]): Promise<Browser> {
  return chromium.launch(await findChromium(folder, flags))
}

/** Starts one that several processes can use, one after the other: each connects to its `wsEndpoint()`. */
export async function serveChromium(folder: string): Promise<BrowserServer> {
  return chromium.launchServer(await findChromium(folder, []))
}

async function findChromium(folder: string, flags: string[]): Promise<LaunchOptions> {
  const args = [...FLAGS, ...flags]
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (installed) return { executablePath: installed, args }
  if (process.platform !== 'linux') return { channel: 'chrome', args }

  // Read when the package is imported, whatever Node runs: it brings libnss3 and its friends, which bare machines lack.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x'
  // It unpacks into the temp folder, to stay; here it goes with the folder, and never meets a half-written one.
  process.env.TMPDIR = folder
  const { default: packaged } = await import('@sparticuz/chromium')
  packaged.setGraphicsMode = false
  const executablePath = await packaged.executablePath()
  return { executablePath, args, env: { ...process.env, FONTCONFIG_PATH: writeFontConfig(folder) } }
}

/**
 * Says where the packaged fonts are, in `folder` and not in `/tmp/fonts` as their own configuration believes. Without any font, a
 * page crashes at its first text field.
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
