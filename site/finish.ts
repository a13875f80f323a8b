// Makes what VitePress has built work in every folder, and under a strict Content-Security-Policy.
//
// VitePress wants to know the site's folder when it builds. It is told `/__site__/`. Here, each page gets relative addresses
// instead, and each script asks the page where the site is.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vite'
import { COLOUR, styleOf } from './colours.js'
import { BASE } from './pages.js'

/** What a page may do. `style-src` has no inline styles, and `connect-src` nothing but the site. */
const POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'frame-src': ["'self'"],
  'worker-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
}

/** The property of `globalThis` that has the address of the site's folder. Each page sets it first. */
const HERE = '__site__'

/** Where the site will be, for the page that is shown at every address that there is not. Other pages need not know. */
const absolute = process.env.SITE_BASE?.replace(/\/*$/, '/')

/** Changes every file that VitePress has written into `folder`. */
export async function finish(folder: string): Promise<void> {
  const colours = new Set<string>()
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const change = file.endsWith('.html')
      ? finishPage
      : file.endsWith('.js')
        ? finishScript
        : file.endsWith('.css')
          ? finishStyle
          : undefined
    if (change === undefined) continue
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, change(text, file.replaceAll('\\', '/')))
    if (file.endsWith('.html')) for (const [name] of text.matchAll(COLOUR)) colours.add(name)
  }
  writeFileSync(join(folder, 'assets/colours.css'), [...colours].map(styleOf).join('\n'))
}

function finishPage(html: string, file: string): string {
  const up = file === '404.html' && absolute !== undefined ? absolute : '../'.repeat(file.split('/').length - 1) || './'
  // Links are made absolute before VitePress changes the address of the page.
  const here = `<script>globalThis.${HERE}=new URL(${JSON.stringify(up)},location).pathname;addEventListener('DOMContentLoaded',()=>{for(const link of document.links)link.href=link.href})</script>`
  const page = html
    // The policy forbids them, and scripts set them, too.
    .replaceAll(/(<[a-z][^<>]*) style="[^"]*"/g, '$1')
    .replace('class="DocSearch DocSearch-Button"', '$& title="Ctrl+K"')
    .replace(/vp-icons\.css/, 'assets/colours.css')
    .replaceAll(
      /"\/__site__\/([^"#]*)/g,
      (_, path) => `"${up}${path === '' || path.endsWith('/') ? `${path}index.html` : path}`,
    )
    .replaceAll(BASE, up)
    .replace(/<meta charset="[^"]*">/, (charset) => `${charset}\n    ${here}`)
  const hashes = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  )
  const policy = Object.entries({ ...POLICY, 'script-src': [...POLICY['script-src'], ...new Set(hashes)] })
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ')
  return page.replace(here, `<meta http-equiv="Content-Security-Policy" content="${policy}">\n    ${here}`)
}

/** Puts the address of the site's folder into strings and templates: `"/__site__/x"` becomes `(__site__+"x")`. */
function finishScript(code: string): string {
  if (!code.includes(BASE)) return code
  const literals: { start: number; end: number; kind: string }[] = []
  visit(parseAst(code))
  let finished = ''
  let at = 0
  for (const { start, end, kind } of literals.sort((a, b) => a.start - b.start)) {
    finished += code.slice(at, start) + withBase(code.slice(start, end), kind)
    at = end
  }
  return finished + code.slice(at)

  function visit(node: unknown): void {
    if (typeof node !== 'object' || node === null) return
    const { type, start, end } = node as { type?: string; start: number; end: number }
    if ((type === 'Literal' || type === 'TemplateElement') && code.slice(start, end).includes(BASE)) {
      literals.push({ start, end, kind: type })
    } else for (const child of Object.values(node)) visit(child)
  }
}

function withBase(literal: string, kind: string): string {
  if (kind === 'TemplateElement') return literal.replaceAll(BASE, `\${globalThis.${HERE}}`)
  const quote = literal[0]
  return `(${literal.replaceAll(BASE, `${quote}+globalThis.${HERE}+${quote}`)})`
}

function finishStyle(css: string, file: string): string {
  return css.replaceAll(BASE, '../'.repeat(file.split('/').length - 1))
}
