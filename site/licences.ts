// Collects the licences of the packages whose code is in the site.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.js'

/**
 * Returns the licence of every package that is installed for the site, though not each is in its pages.
 *
 * @param folders Where the other packages are, whose code the site has.
 */
export function readLicences(folders: readonly string[]): string {
  const folder = join(ROOT, 'site/node_modules')
  const packages = readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  )
  const others = folders
    .filter((path) => path.startsWith('node_modules/'))
    .map((path) => ({ name: path.replace(/.*node_modules\//, ''), text: licenceIn(join(ROOT, path)) }))
  const all = [...others, ...packages.map((name) => ({ name, text: licenceIn(join(folder, name)) }))]
  const library = readFileSync(join(ROOT, 'THIRD-PARTY.md'), 'utf8')
  return [library, ...all.filter(({ text }) => text !== '').map(({ name, text }) => `${name}\n\n${text}`)].join(
    '\n----\n\n',
  )
}

function licenceIn(folder: string): string {
  const file = existsSync(join(folder, 'package.json')) && readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  return file ? readFileSync(join(folder, file), 'utf8') : ''
}
