// Decides that every link of the built site leads to a page or a file that there is, and to a heading that there is.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DIST } from './site.js'

const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
const pages = files.filter((file) => file.endsWith('.html') && file !== '404.html' && !file.startsWith('live'))
const texts = new Map(pages.map((file) => [file, readFileSync(join(DIST, file), 'utf8')]))

test('there are pages', () => {
  assert.ok(pages.length > 20)
})

for (const [file, text] of texts) {
  test(`the links on ${file} lead somewhere`, () => {
    const missing = linksOf(text).filter((link) => {
      const [path = '', hash = ''] = link.split('#')
      const target = path === '' ? file : join(dirname(file), path)
      if (!existsSync(join(DIST, target))) return true
      const page = texts.get(target)
      // The hash of the playground is a program.
      return (
        hash !== '' &&
        page !== undefined &&
        target !== 'playground.html' &&
        !page.includes(` id="${decodeURIComponent(hash)}"`)
      )
    })

    assert.equal(missing, [])
  })
}

test('llms.txt links only to files that there are', () => {
  const links = Array.from(
    readFileSync(join(DIST, 'llms.txt'), 'utf8').matchAll(/\]\(([^)]+)\)/g),
    ([, link = '']) => link,
  )

  assert.ok(links.length > 10)
  assert.equal(
    links.filter((link) => !existsSync(join(DIST, link))),
    [],
  )
})

test('no address of the site begins at the root, but those of the page for wrong addresses, which knows the folder', () => {
  const base = process.env.SITE_BASE?.replace(/\/*$/, '/')
  const offences = files
    .filter((file) => /\.(html|js|css)$/.test(file) && !file.startsWith('live'))
    .flatMap((file) => {
      const found = readFileSync(join(DIST, file), 'utf8').match(/__site__\/|(?:href|src)="\/(?!\/)[^"]*/g) ?? []
      const isKnown = (address: string) => base !== undefined && address.includes(`="${base}`)
      return found.filter((address) => file !== '404.html' || !isKnown(address)).map((address) => `${file}: ${address}`)
    })

  assert.equal(offences, [])
})

test('the page for wrong addresses finds its scripts from every address when the folder is known', () => {
  const addresses = Array.from(
    readFileSync(join(DIST, '404.html'), 'utf8').matchAll(/<(?:script|link)\b[^>]* (?:href|src)="([^"]*)"/g),
    ([, address = '']) => address,
  )

  const base = process.env.SITE_BASE?.replace(/\/*$/, '/') ?? './'
  assert.ok(addresses.length > 3)
  assert.equal(
    addresses.filter((address) => !address.startsWith(base) || !existsSync(join(DIST, address.slice(base.length)))),
    [],
  )
})

test.run()

function linksOf(html: string): string[] {
  return Array.from(html.matchAll(/\s(?:href|src)="([^"]*)"/g), ([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  ).filter((link) => !/^(https?:|data:|mailto:)/.test(link))
}
