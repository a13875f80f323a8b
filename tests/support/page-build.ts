// The files that a page may load as they are, built where a test can look at them, since `dist/` may be of yesterday.

import { basename, join, resolve } from 'node:path'
import { type RollupBuild, rollup } from 'rollup'
import { loadConfigFile } from 'rollup/loadConfigFile'

/**
 * Builds what rollup.config.mjs says of the page files, but into `folder`.
 *
 * @param input Built in place of the index, as a page would that loads a sub-path with the core in it.
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
