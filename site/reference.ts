// Reads the pages that typedoc writes: one for each sub-path of the library.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.js'
import { slugify } from './slugs.js'

const FOLDER = join(ROOT, 'site/.cache/reference')

export interface ReferencePage {
  name: string
  /** What users import, such as `entracte/state`. */
  title: string
  text: string
}

/** The pages; the core is first. */
export const REFERENCE: readonly ReferencePage[] = existsSync(FOLDER)
  ? readdirSync(FOLDER)
      .filter((file) => file.endsWith('.md') && file !== 'README.md')
      .map((file) => readPage(file.replace('.md', '')))
      .sort((a, b) => a.title.localeCompare(b.title))
  : []

/** Writes the pages, as `npm run docs` does, but one page for each sub-path. */
export function writeReference(): void {
  const typedoc = join(ROOT, 'node_modules/typedoc/bin/typedoc')
  const options = [
    '--options',
    'docs/typedoc.jsonc',
    '--outputFileStrategy',
    'modules',
    '--out',
    FOLDER,
    '--logLevel',
    'Warn',
  ]
  execFileSync(process.execPath, [typedoc, ...options], { cwd: ROOT, stdio: 'inherit' })
}

function readPage(name: string): ReferencePage {
  const title = name === 'core' ? 'entracte' : `entracte/${name}`
  const text = readFileSync(join(FOLDER, `${name}.md`), 'utf8').replace(/^[\s\S]*?^# .*$/m, `# ${title}`)
  return { name, title, text: withRightLinks(text) }
}

/** typedoc numbers the headings of the same name, and some that are the only one of their name. Such a number is taken away. */
function withRightLinks(text: string): string {
  const slugs = Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) => slugify(heading))
  return text.replace(/\]\(#([\w-]+)-(\d+)\)/g, (link, slug, number) =>
    slugs.filter((other) => other === slug).length > Number(number) ? link : `](#${slug})`,
  )
}
