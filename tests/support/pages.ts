// Reads the pages that users read, and the TypeScript blocks on them.
//
// A claim is a comment that begins with `→`: the claims of a block, read downwards, are all that it prints. A block whose first
// line is a comment with the name of a file is that file. The blocks below it on its page can import it. The files of the guide can
// be imported on every page in docs/.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Block {
  /** The page that has the block, and the line of its fence, counted from 1. */
  page: string
  line: number
  code: string
  /** The name of the file that the block is. */
  name: string
  /** The named blocks that this block can import: name → code. */
  beside: ReadonlyMap<string, string>
  claims: string[]
  /** The test runner that the block is a test for. */
  runner: string | undefined
  /** Whether the block needs the document of a page. */
  forPages: boolean
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const GUIDE = 'docs/guide.md'

/** The pages whose blocks the tests compile and run. */
export const PAGES: readonly string[] = [
  'README.md',
  GUIDE,
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .filter((page) => page !== GUIDE),
]

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

/** Returns the blocks of all pages. */
export function readBlocks(): Block[] {
  const shared = new Map(blocksOf(GUIDE, new Map()).map(({ name, code }) => [name, code]))
  shared.delete('block.ts')
  return PAGES.flatMap((page) => blocksOf(page, page.startsWith('docs/') && page !== GUIDE ? shared : new Map()))
}

function blocksOf(page: string, shared: ReadonlyMap<string, string>): Block[] {
  const text = textOf(page)
  const named = new Map(shared)
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```$/gms)].map((match) => {
    const [, kind, code = ''] = match
    const name = /^\/\/ ([\w.-]+\.tsx?)\n/.exec(code)?.[1]
    if (name !== undefined) named.set(name, code)
    return {
      page,
      line: text.slice(0, match.index).split('\n').length,
      code,
      name: name ?? `block.${kind}`,
      beside: new Map(named),
      claims: [...code.matchAll(/\/\/ → ?(.*)$/gm)].map((claim) => String(claim[1])),
      runner: /from '(vitest|@jest\/globals|node:test)'/.exec(code)?.[1],
      forPages: /^(?!\s*\/\/).*\bdocument\./m.test(code),
    }
  })
}

/** A link on a page that leads into the repository, to a file or to a heading. */
export interface Link {
  page: string
  link: string
  path: string
  hash: string
}

/** Returns the links of a page, whether they are in Markdown or in HTML. */
export function linksOf(page: string): Link[] {
  const found = withoutBlocks(page).matchAll(
    /\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)|(?:src|srcset|href)="(?!https?:)([^"#]+)"/g,
  )
  return [...found].map(([link, path = '', hash = '', file]) => ({
    page,
    link,
    path: file ? join(dirname(page), file) : path === '' ? page : join(dirname(page), path),
    hash,
  }))
}

/** Returns the headings of a page as GitHub links to them. */
export function slugsOf(page: string): string[] {
  const seen = new Map<string, number>()
  return [...withoutBlocks(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
    const slug = String(heading)
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-')
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  })
}

function withoutBlocks(page: string): string {
  return textOf(page).replace(/^```.*?^```$/gms, '')
}
