// Decides that package.json and .gitignore say of every sub-path what follows from tools/package/subpaths.json.
//
//   UPDATE=1 npm test -- manifest     writes both

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { entryFields, ROOT, SUBPATHS } from '../../tools/package/manifest.js'

const MANIFEST = join(ROOT, 'package.json')
const IGNORED = join(ROOT, '.gitignore')
/** What comes before the folders of the sub-paths in .gitignore: they are the last lines. */
const HEADING = '# The folders of the sub-paths, which `npm run build` makes\n'

if (process.env.UPDATE === '1') {
  writeFileSync(MANIFEST, withFields(readFileSync(MANIFEST, 'utf8')))
  writeFileSync(IGNORED, withFolders(readFileSync(IGNORED, 'utf8')))
}

test('package.json leads to the files of every sub-path', () => {
  const text = readFileSync(MANIFEST, 'utf8')

  assert.is(text, withFields(text), 'UPDATE=1 npm test -- manifest writes it')
})

test('git ignores the folder of every sub-path', () => {
  const text = readFileSync(IGNORED, 'utf8')

  assert.is(text, withFolders(text), 'UPDATE=1 npm test -- manifest writes it')
})

test('every sub-path has its folder in source/, and in the root only the folder that the build makes', () => {
  const homeless = SUBPATHS.filter((name) => !existsSync(join(ROOT, 'source', name, 'index.ts')))
  const taken = SUBPATHS.filter((name) => existsSync(join(ROOT, name)))
    .flatMap((name) => readdirSync(join(ROOT, name)).map((file) => `${name}/${file}`))
    .filter((path) => !path.endsWith('/package.json'))

  assert.equal(homeless, [])
  assert.equal(taken, [])
})

test.run()

/** Returns package.json with our fields, each where it was: a new field comes after the last field of ours. */
function withFields(text: string): string {
  const fields: Record<string, unknown> = entryFields()
  const manifest = Object.entries(JSON.parse(text))
  const missing = Object.keys(fields).filter((name) => !manifest.some(([known]) => known === name))
  const place = manifest.findIndex(([name]) => name === 'exports')
  manifest.splice(place, 0, ...missing.map((name): [string, unknown] => [name, undefined]))
  const entries = manifest.map(([name, value]) => [name, fields[name] ?? value])
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`
}

function withFolders(text: string): string {
  const [own] = text.split(HEADING)
  return own + HEADING + SUBPATHS.map((name) => `/${name}/\n`).join('')
}
