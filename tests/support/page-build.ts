// Builds the files for pages into a folder for a test, because `dist/` may be older than the source.

import { basename, join, resolve } from 'node:path'
import { type RollupBuild, rollup } from 'rollup'
import { loadConfigFile } from 'rollup/loadConfigFile'

/**
 * Builds the page files as rollup.config.mjs says, but into `folder`.
 *
 * @param input Replaces the index, as for a page that loads a sub-path together with the core.
 */
export async function buildPages(folder: string, input?: string): Promise<void> {
  const { options } = await loadConfigFile(resolve('rollup.config.mjs'), {})
  for (const each of options) {
    for (const output of each.output) {
      if (output.file === undefined) continue
      const build: RollupBuild = await rollup(input === undefined ? each : { ...each, input })
      await build.write({ ...output, file: join(folder, basename(output.file)) })
      await build.close()
    }
  }
}
