// Builds the package's modules into a folder for a test, because `dist/` may be older than the source.

import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type InputPluginOption, rollup } from 'rollup'
import { loadConfigFile } from 'rollup/loadConfigFile'

/** Makes `folder` a project in which the package is installed, built as rollup.config.mjs says. */
export async function installBuild(folder: string): Promise<void> {
  const home = join(folder, 'node_modules/entracte')
  mkdirSync(home, { recursive: true })
  cpSync('package.json', join(home, 'package.json'))
  const { options } = await loadConfigFile(resolve('rollup.config.mjs'), {})
  for (const each of options) {
    for (const output of each.output) {
      if (output.dir === undefined) continue
      const bundle = await rollup({ ...each, plugins: withoutEmptying(each.plugins) })
      await bundle.write({ ...output, dir: join(home, output.dir) })
      await bundle.close()
    }
  }
}

/** Leaves out the plugin that empties `dist/`, because a test must not. */
function withoutEmptying(plugins: InputPluginOption): InputPluginOption {
  if (!Array.isArray(plugins)) throw new Error('rollup.config.mjs has no list of plugins')
  return plugins.filter((plugin) => !(plugin && 'name' in plugin && plugin.name === 'emptied'))
}
