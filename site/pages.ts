// Decides which files of the repository are pages of the site, in which order, and where the links on them lead.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { readBlocks } from '../tests/support/pages.js'
import { benchmarksPage } from './benchmarks.js'
import { flexPage } from './flex.js'
import { linkTo, programOf, whyNot } from './programs.js'
import { REFERENCE } from './reference.js'
import { ROOT } from './root.js'

/** What VitePress builds. It is written anew for each build, since VitePress searches only in files that there are. */
export const PAGES = join(ROOT, 'site/.cache/pages')

/**
 * Stands for the address of the site's folder in everything that VitePress builds. finish.ts puts in what is right for each page, so
 * that the site works from every folder.
 */
export const BASE = '/__site__/'

/** The address of the repository, for links to its files. Without it, such links are plain text. */
const REPOSITORY = process.env.SITE_REPOSITORY

export interface SitePage {
  /** The file in the repository. */
  file: string
  /** The name of its page, as in `guide/recipes`. */
  name: string
  text: string
}

/** The pages that are shown in the guide: README.md, what llms.txt names, docs/, and every page that these link to. */
export const SITE_PAGES: readonly SitePage[] = collect([
  'README.md',
  ...Array.from(readFileSync(join(ROOT, 'llms.txt'), 'utf8').matchAll(/\]\(([^)]+\.md)\)/g), ([, file = '']) => file),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
])

const ROUTES = new Map(SITE_PAGES.map(({ file, name }) => [file, `/guide/${name}.md`]))
const BLOCKS = new Map(readBlocks().map((block) => [`${block.page}\n${block.code}`, block]))

/** Writes all pages: the guide from docs/, the reference from the docblocks, the figures of the benchmarks, and site/pages/. */
export function writePages(): void {
  rmSync(PAGES, { recursive: true, force: true })
  for (const folder of ['guide', 'reference']) mkdirSync(join(PAGES, folder), { recursive: true })
  cpSync(join(ROOT, 'site/pages'), PAGES, { recursive: true })
  for (const page of SITE_PAGES) writeFileSync(join(PAGES, 'guide', `${page.name}.md`), contentOf(page))
  for (const { name, text } of REFERENCE) writeFileSync(join(PAGES, 'reference', `${name}.md`), text)
  writeFileSync(join(PAGES, 'benchmarks.md'), benchmarksPage())
  writeFileSync(join(PAGES, 'flex.md'), flexPage())
  writeFileSync(join(PAGES, 'index.md'), firstPage())
}

/** Returns the first page, with the code that the README begins with. */
function firstPage(): string {
  const code = /^```ts\n.*?^```$/ms.exec(SITE_PAGES[0]?.text ?? '')?.[0] ?? ''
  return readFileSync(join(ROOT, 'site/pages/index.md'), 'utf8').replace('<!-- code -->', () =>
    withPlayground('README.md', code),
  )
}

/** Returns a page as VitePress needs it: links lead to pages of the site, and a block is followed by a link to the playground. */
function contentOf({ file, text }: SitePage): string {
  return text
    .split(/(^```.*?^```$)/gms)
    .map((part) => (part.startsWith('```') ? withPlayground(file, part) : withLinks(file, part)))
    .join('')
}

function withPlayground(file: string, fence: string): string {
  const code = /^```tsx?\n(.*?)^```$/ms.exec(fence)?.[1]
  const block = code === undefined ? undefined : BLOCKS.get(`${file}\n${code}`)
  if (!block) return fence
  const program = programOf(block)
  const link = `<a href="${BASE}playground.html${linkTo(program)}">Open in the playground</a>`
  const why = whyNot(program)
  return `${fence}\n\n<p class="open">${why === undefined ? link : `${why} ${link}`}</p>\n`
}

function withLinks(file: string, text: string): string {
  // Vite takes pictures from where they are, and gives them an address of the site.
  const pictureOf = (path: string) => relative(join(PAGES, 'guide'), join(ROOT, dirname(file), path))
  return text
    .replace(/\b(src|srcset)="(?!https?:)([^"]+)"/g, (_, name, path) => `${name}="${pictureOf(path)}"`)
    .replace(
      /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)/g,
      (_, image, label, path, hash = '') => {
        if (image) return `<img src="${pictureOf(path)}" alt="${label}">`
        const address = addressOf(join(dirname(file), path))
        return address === undefined ? label : `[${label}](${address}${hash})`
      },
    )
}

/** Returns where a file of the repository can be read. */
function addressOf(target: string): string | undefined {
  return ROUTES.get(target) ?? (REPOSITORY && `${REPOSITORY}/blob/HEAD/${target}`)
}

function collect(files: string[]): SitePage[] {
  const pages = new Map<string, SitePage>()
  for (const file of files) {
    if (pages.has(file)) continue
    const text = readFileSync(join(ROOT, file), 'utf8')
    pages.set(file, { file, name: nameOf(file), text })
    // A page that is linked becomes a page. The loop reaches it, too.
    for (const [, path = ''] of text.matchAll(/\]\((?!https?:)([^)#\s]+\.md)(?:#[^)]*)?\)/g)) {
      const target = join(dirname(file), path)
      if (!target.startsWith('..') && existsSync(join(ROOT, target))) files.push(target)
    }
  }
  return [...pages.values()]
}

/** `docs/recipes.md` is `recipes`, and `examples/desk/web/README.md` is `examples-desk-web`. */
function nameOf(file: string): string {
  if (file === 'README.md') return 'overview'
  return file
    .replace(/^docs\//, '')
    .replace(/(\/README)?\.md$/, '')
    .replaceAll('/', '-')
    .toLowerCase()
}

interface SidebarGroup {
  text: string
  items: { text: string; link: string }[]
}

/** Returns the order of the guide, which is the order of llms.txt. Pages that are not there come last. */
export function sidebar(): SidebarGroup[] {
  const rest = new Map(SITE_PAGES.map((page) => [page.file, page]))
  const groups = readFileSync(join(ROOT, 'llms.txt'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      text: section.split('\n', 1)[0] ?? '',
      items: [...section.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)].flatMap(([, text = '', file = '']) =>
        rest.delete(file) ? [{ text, link: ROUTES.get(file) ?? '' }] : [],
      ),
    }))
  groups[0]?.items.unshift({ text: 'Overview', link: ROUTES.get('README.md') ?? '' })
  rest.delete('README.md')
  const more = [...rest.values()].map(({ file, text }) => ({
    text: /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file,
    link: ROUTES.get(file) ?? '',
  }))
  return [...groups, { text: 'More', items: more }]
}
