// Writes the small files of the package: part of `npm run build`.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT, readNames, smallFiles } from './manifest.js'

for (const [path, text] of Object.entries(smallFiles(await readNames()))) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true })
  writeFileSync(join(ROOT, path), text)
}
